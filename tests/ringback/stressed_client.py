"""A client of the API of pets, run as a command: robust, or with one fault. It imports nothing of ours."""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any

HANDLED = 3
FAULT = sys.argv[1]


def call(method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Without the modules that take a client of many runs more time to import than it takes to run."""
    host, _, base = os.environ["RINGBACK_URL"].removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    sent = b"" if body is None else json.dumps(body).encode()
    fields = f"Host: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(sent)}\r\nConnection: close"
    with socket.create_connection((name, int(port)), timeout=20) as connection:
        connection.sendall(f"{method} /{base}{path} HTTP/1.1\r\n{fields}\r\n\r\n".encode() + sent)
        with connection.makefile("rb") as received:
            head, _, content = received.read().partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    status, headers = (
        int(first.split()[1]),
        {name.lower(): text for name, _, text in (each.partition(": ") for each in lines)},
    )
    if FAULT == "charset" and status == 200:
        assert headers["content-type"] == "application/json", headers["content-type"]
    return status, json.loads(content or b"null")


def main() -> int:
    status, made = call("POST", "/pets", {"name": "Rex"})
    if FAULT == "status":
        assert status in (201, 409), f"what is {status}?"
    if status != 201:
        return HANDLED
    status, pet = call("GET", f"/pets/{made['id']}")
    if status != 200:
        return HANDLED
    show(pet)
    if FAULT == "seldom":
        return 0
    status, listed = call("GET", "/pets")
    if status != 200:
        return HANDLED
    if FAULT == "empty":
        assert listed["pets"][0]
    return 0


def show(pet: dict[str, Any]) -> None:
    tag, home = pet.get("tag"), pet.get("home")
    if FAULT == "null" and "nick" in pet:
        pet["nick"].upper()
    if FAULT == "missing":
        tag = pet["tag"]
    if FAULT == "long":
        assert len(tag or "") <= 64, "the column is too narrow"
    if FAULT == "branch":
        assert not home or "street" in home, "where is that?"
    if FAULT == "two":
        assert pet.get("good") or tag, "neither good nor tagged"


if __name__ == "__main__":
    sys.exit(main())

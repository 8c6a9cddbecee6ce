"""A client of the API of pets, run as a command: robust, or with one fault. It imports nothing of ours."""

from __future__ import annotations

import http.client
import json
import os
import sys
from typing import Any
from urllib.parse import urlsplit

HANDLED = 3
FAULT = sys.argv[1]


def call(method: str, path: str, body: Any = None) -> tuple[int, Any]:
    where = urlsplit(os.environ["RINGBACK_URL"])
    connection = http.client.HTTPConnection(where.netloc, timeout=20)
    sent = None if body is None else json.dumps(body)
    connection.request(method, where.path + path, sent, {"Content-Type": "application/json"})
    response = connection.getresponse()
    if FAULT == "charset" and response.status == 200:
        assert response.headers["content-type"] == "application/json", response.headers["content-type"]
    return response.status, json.loads(response.read() or b"null")


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

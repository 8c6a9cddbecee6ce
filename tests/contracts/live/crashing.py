"""A test engine that creates something and crashes, in a process of its own."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event

import requests

from contracts.live.child import Task


def crash(connection: Connection, stopped: Event) -> None:
    """Wait for a task, create a note, and be gone."""
    task: Task = connection.recv()
    assert task.masks is not None
    fields = {"Authorization": f"Bearer {task.masks['token']}", "Content-Type": "application/json"}
    note = b'{"title": "a note of a crash", "text": "x", "stars": 1}'
    requests.post(f"{task.base_url}/notes", note, headers=fields, timeout=60)
    os._exit(3)

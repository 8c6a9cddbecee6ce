"""CPU seconds, as they would have been on the machine that the tests' bounds were set on."""

from __future__ import annotations

import json
import re
import time

_REFERENCE = 0.11
"""CPU seconds that :func:`_work` takes on that machine when it is quiet; the same machine may take three times that."""
_BRIEF = 0.5
"""CPU seconds that are nobody's concern, however quick the machine."""


def fair(seconds: float) -> float:
    """CPU seconds just measured, less what they owe to a machine that is slow now."""
    if seconds < _BRIEF:
        return seconds
    begun = time.process_time()
    _work()
    return seconds / max(1.0, (time.process_time() - begun) / _REFERENCE)


def _work() -> None:
    """What reading and sampling documents is made of: dicts, strings, calls, patterns, JSON."""
    for turn in range(150):
        tree = {f"name {index}": {"index": index, "text": f"{turn}{index}" * 3} for index in range(400)}
        again = json.loads(json.dumps(tree))
        assert sorted(again, key=len) is not None
        assert all(re.fullmatch(r"[0-9]+", each["text"]) for each in again.values())

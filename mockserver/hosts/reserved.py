"""Where a host itself is asked: below a prefix that no document has a path below."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from mockserver.pipeline import Mock
from mockserver.serving.pages import CONTROL


def prefix(mocks: Iterable[Mock]) -> str:
    """The first that is free."""
    candidates = itertools.chain([CONTROL], (f"{CONTROL}-{number}" for number in itertools.count(2)))
    return next(each for each in candidates if not any(has(mock, each) for mock in mocks))


def has(mock: Mock, prefix: str) -> bool:
    """Whether a mock's document has a path below a prefix."""
    paths = [path for path in mock.document.raw.get("paths") or () if isinstance(path, str)]
    return any(f"{base}{path}/".startswith(f"{prefix}/") for base in mock.bases for path in paths)

"""What a check finds: values only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from specs.checks.subject import Subject


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The document does not say what its author means; a part of it cannot be used."""
    WARNING = "warning"
    """Everything works, and somebody will be surprised."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One change that mends a problem, as an action of an OpenAPI Overlay.

    Attributes:
        target: JSON pointer of what is changed.
        update: what is merged into it; where it is None, the target is removed.
    """

    target: str
    update: Any = None


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a check applies.

    Attributes:
        pointer: JSON pointer into the document; empty for the whole of it.
        message: what is wrong there, one sentence without a full stop.
        hint: what to do about it; the check's own where it is empty.
        mends: the changes that mend it, in order; empty where a person must decide.
    """

    pointer: str
    message: str
    hint: str = ""
    mends: tuple[Mend, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of problem.

    Attributes:
        id: kebab-case, stable.
        finds: every place of it in a document; its docstring says what it looks for.
        hint: what an author does about it.
    """

    id: str
    severity: Severity
    finds: Callable[[Subject], Iterator[Found]]
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with a document.

    Attributes:
        id: of the check that found it.
        pointer: JSON pointer into the document; empty for the whole of it.
        place: ``file:line`` of it.
        hint: what to do about it.
        mends: changes that mend it; empty where a person must decide.
    """

    id: str
    severity: Severity
    pointer: str
    place: str
    message: str
    hint: str
    mends: tuple[Mend, ...] = ()

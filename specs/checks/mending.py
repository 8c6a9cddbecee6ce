"""Problems → an OpenAPI Overlay that mends what can be mended without a person's decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from specs import overlays, pointers
from specs.checks.problem import Mend, Problem
from specs.errors import SpecError
from specs.load import from_mapping
from specs.model import Document
from specs.overlays.reading import from_mapping as overlay_from_mapping

_ROUNDS = 6
"""What is mended may lay open what was hidden: a parameter removed leaves its component unused."""


def overlay(document: Document, problems: Iterable[Problem]) -> dict[str, Any] | None:
    """An overlay that mends everything among a document's problems that carries its mends.

    It is of version 1.0, or of 1.1 where a scalar must go, which 1.0 cannot say. Applied, it leaves none of the
    problems that it mends, and none that were not there before.

    Returns:
        The overlay as plain data; None where nothing can be mended.
    """
    actions: list[dict[str, Any]] = []
    scalars = False
    try:
        for scalar, action in _rounds(document, problems):
            scalars = scalars or scalar
            actions.append(action)
    except RecursionError:  # a document may be nested too deeply to be written; what was found still holds
        pass
    return _written(document, actions, minor=int(scalars)) if actions else None


def _rounds(document: Document, problems: Iterable[Problem]) -> Iterator[tuple[bool, dict[str, Any]]]:
    """Each action that can be carried out, in order, and whether it removes a scalar."""
    from specs.checks import check

    raw = deepcopy(dict(document.raw))
    for _ in range(_ROUNDS):
        done = False
        for mend, action in list(_actions(raw, problems)):
            scalar = _removes_scalar(raw, mend)
            try:
                overlays.apply(raw, [overlay_from_mapping(_written(document, [action], minor=1))])
            except SpecError:  # what is there is of another kind than what was to be laid over it
                continue
            done = True
            yield scalar, action
        if not done:
            return
        problems = check(from_mapping(raw))


def _written(document: Document, actions: list[dict[str, Any]], *, minor: int) -> dict[str, Any]:
    info = {"title": f"Mends of {document.title or 'a document'}", "version": document.release or "0"}
    return {"overlay": f"1.{minor}.0", "info": info, "actions": actions}


def _actions(raw: dict[str, Any], problems: Iterable[Problem]) -> Iterator[tuple[Mend, dict[str, Any]]]:
    """Updates first, while every place is where it was found; then removals, the last first, because lists close up."""
    mends = {(mend.target, str(mend.update)): (mend, problem) for problem in problems for mend in problem.mends}
    removed = {mend.target for mend, _ in mends.values() if mend.update is None}
    wanted = [(mend, problem) for mend, problem in mends.values() if not _goes_anyway(mend.target, removed)]
    updates = [(mend, problem) for mend, problem in wanted if mend.update is not None and mend.target not in removed]
    removals = [(mend, problem) for mend, problem in wanted if mend.update is None]
    removals.sort(key=lambda each: _order(each[0].target), reverse=True)
    for mend, problem in (*updates, *removals):
        path = _path(raw, mend.target)
        if path is not None:
            change = {"remove": True} if mend.update is None else {"update": mend.update}
            yield mend, {"target": path, "description": f"{problem.id}: {problem.message}", **change}


def _goes_anyway(target: str, removed: set[str]) -> bool:
    above = target.rpartition("/")[0]
    while above:
        if above in removed:
            return True
        above = above.rpartition("/")[0]
    return False


def _order(pointer: str) -> list[tuple[int, str]]:
    return [(int(token), "") if pointers.INDEX.fullmatch(token) else (0, token) for token in pointers.tokens(pointer)]


def _removes_scalar(raw: dict[str, Any], mend: Mend) -> bool:
    return mend.update is None and not isinstance(pointers.find(raw, mend.target), dict | list)


def _path(raw: Any, pointer: str) -> str | None:
    """The normalized JSONPath of a pointer; None where nothing is there. Source: RFC 9535, 2.7."""
    path, holder = "$", raw
    for token in pointers.tokens(pointer):
        try:
            value = pointers.find(holder, pointers.join("", token))
        except KeyError:
            return None
        path += f"[{token}]" if isinstance(holder, list) else f"['{''.join(map(_escaped, token))}']"
        holder = value
    return path


def _escaped(character: str) -> str:
    if character in "'\\":
        return f"\\{character}"
    return character if character >= " " else f"\\u{ord(character):04x}"

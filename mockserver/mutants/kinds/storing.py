"""What becomes of what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from mockserver.mutants.places import doing
from mockserver.mutants.reading import item, listed, stays_valid
from mockserver.mutants.trial import Broken, Trial, answering, roles
from mockserver.mutants.values import Family, Kind, Place
from specs import shapes
from specs.inference.kinds import Kind as Does
from specs.inference.resources import id_property
from specs.messages import Response, read_json, write_json
from specs.model import Document

_MAKES = (Does.CREATE,)
_CHANGES = (Does.REPLACE, Does.PATCH, Does.UPSERT)
_READS = (Does.READ, Does.SINGLETON)
_LISTS = (Does.LIST, Does.SEARCH)


def _lost(trial: Trial) -> Broken | None:
    """What is written is forgotten, and answered as if it were not."""
    if not trial.plain:
        return None
    made = trial.undone()
    return Broken(made, how="it was forgotten at once") if made.status < 300 else None


def _seen_before(trial: Trial) -> Response | None:
    """The answer that the same client had before, whatever has been done since."""
    if trial.request.method != "GET" or trial.response.status >= 300:
        return None
    key = f"{trial.asker} {trial.address}"
    before = trial.memory.answers.setdefault(key, trial.response)
    return before if before.body != trial.response.body else None


def _left_over(trial: Trial) -> Response | None:
    """A thing is told although it is gone."""
    key = f"{trial.asker} {trial.request.path}"
    if trial.response.status < 300:
        trial.memory.answers[key] = trial.response
        return None
    return trial.memory.answers.get(key) if trial.response.status in (404, 410) else None


def _wanting(trial: Trial) -> Response | None:
    """A list lacks its newest item."""
    entries, put = listed(trial)
    return stays_valid(trial, put(entries[:-1])) if len(entries) > 1 else None


def _twice(trial: Trial) -> Broken | None:
    """What is to be created once is created twice."""
    if not trial.plain or trial.response.status >= 300:
        return None
    fields = tuple(each for each in trial.request.headers if "idempotency" not in each[0].lower())
    again = trial.other(replace(trial.request, headers=fields))
    return Broken(trial.response, how="it was done twice") if again.status < 300 else None


def _half(trial: Trial) -> Broken | None:
    """One member of what is sent is not written, and the answer tells it all the same."""
    body = _sent(trial)
    once = any("idempotency" in name.lower() for name, _ in trial.request.headers)
    if not trial.plain or once or len(body) < 2:
        return None
    for name in reversed(_seen_later(trial, body)):
        rest = {key: each for key, each in body.items() if key != name}
        told = _carried_out(trial, rest)
        if told is not None:
            return told
    return None


def _seen_later(trial: Trial, body: dict[str, Any]) -> list[str]:
    """The members that are something, and that answers tell."""
    shape = trial.role.resource.shape if trial.role.resource else None
    known = shapes.properties(shape.item, shape.root) if shape else {}
    told = {name for name, each in known.items() if not (isinstance(each, dict) and each.get("writeOnly"))}
    return [name for name, value in body.items() if value is not None and name in told]


def _carried_out(trial: Trial, body: dict[str, Any]) -> Broken | None:
    """The right answer, of which the mock remembers another one's; None where that is refused."""
    before = trial.mock.state.snapshot()
    trial.other(replace(trial.request, body=write_json(body)))
    instead = trial.mock.state.snapshot()
    trial.mock.state.restore(before)
    if trial.response.status >= 300:
        return None
    after = trial.mock.state.snapshot()
    if instead.as_json() == before.as_json() or _same(instead, after):
        return None
    trial.mock.state.restore(instead)
    return Broken(trial.response, how="a part of it was forgotten")


def _same(one: Any, other: Any) -> bool:
    return [each["items"] for each in one.as_json()["tables"]] == [each["items"] for each in other.as_json()["tables"]]


def _sent(trial: Trial) -> dict[str, Any]:
    try:
        value = read_json(trial.request.body) if trial.request.body else None
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _altered(trial: Trial) -> Response | None:
    """A text is told otherwise than it was written: cut, as by a column that is too short, or in capitals."""
    found, put = item(trial)
    name = id_property(trial.role.resource) if trial.role.resource else None
    for key, text in found.items():
        if key == name or not isinstance(text, str) or len(text) < 2:
            continue
        for other in (text[:-1], text.swapcase(), f"{text}x"):
            made = stays_valid(trial, put({**found, key: other})) if other != text else None
            if made is not None:
                return made
    return None


def _mixed_up(trial: Trial) -> Response | None:
    """Another thing of the kind is told."""
    if trial.response.status >= 300 or trial.request.method != "GET":
        return None
    key = (trial.asker, trial.operation.key)
    seen: dict[str, Response] = trial.memory.kept.setdefault(key, {})
    others = [each for path, each in seen.items() if path != trial.request.path and each.body != trial.response.body]
    seen[trial.request.path] = trial.response
    return others[-1] if others else None


def _renumbered(trial: Trial) -> Response | None:
    """What was created is told under an id that nothing has."""
    found, put = item(trial)
    name = id_property(trial.role.resource) if trial.role.resource else None
    if name is None or name not in found:
        return None
    told = found[name]
    others = [told + 777] if isinstance(told, int) else [f"{told[:-1]}{last}" for last in "0f7x"]
    tried = (stays_valid(trial, put({**found, name: other})) for other in others if other != told)
    return next((made for made in tried if made is not None), None)


def _fails_again(trial: Trial) -> Response | None:
    """A deletion that comes again fails."""
    key = trial.request.path
    if trial.response.status < 300:
        trial.memory.kept[key] = True
        return None
    return Response(500, (("Content-Type", "text/plain"),), b"Error") if key in trial.memory.kept else None


def _changeable(document: Document) -> Iterator[Place]:
    """The operations that read what others change."""
    for place in doing(*_READS)(document):
        resource = roles(document).of(document.by_key[place.operation]).resource
        if resource is not None and resource.first(*_CHANGES) is not None:
            yield place


def _kind(name: str, says: str, does: tuple[Does, ...], effect: Callable[[Trial], Broken | None]) -> Kind:
    return Kind(name=name, family=Family.STATE, says=says, places=doing(*does), effect=effect)


KINDS = (
    _kind("creation-lost", "What is created is forgotten.", _MAKES, _lost),
    _kind("creation-doubled", "What is created is created twice.", _MAKES, _twice),
    _kind("creation-in-part", "A member of what is created is forgotten.", _MAKES, _half),
    _kind(
        "creation-told-otherwise",
        "What was created is told under an id that it does not have.",
        _MAKES,
        answering(_renumbered),
    ),
    _kind("change-lost", "A change is forgotten.", _CHANGES, _lost),
    _kind("change-in-part", "A member of a change is forgotten.", _CHANGES, _half),
    _kind("deletion-lost", "What is deleted is still there.", (Does.DELETE,), _lost),
    _kind("deletion-fails-again", "To delete what is gone fails.", (Does.DELETE,), answering(_fails_again)),
    Kind(
        name="read-stale",
        family=Family.STATE,
        says="What is read is as it was when it was read first.",
        places=_changeable,
        effect=answering(_seen_before),
    ),
    _kind("read-after-deletion", "What is gone can still be read.", _READS, answering(_left_over)),
    _kind("read-altered", "A text is read otherwise than it was written.", _READS, answering(_altered)),
    _kind("read-mixed-up", "Another thing is read than was asked for.", (Does.READ,), answering(_mixed_up)),
    _kind("list-stale", "A list is as it was when it was read first.", _LISTS, answering(_seen_before)),
    _kind("list-wanting", "A list lacks its last item.", _LISTS, answering(_wanting)),
)

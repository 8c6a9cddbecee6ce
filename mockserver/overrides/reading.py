"""What a person has written for an override → the override."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver import durations
from mockserver.errors import MockError, TemplateError
from mockserver.handwritten import demand
from mockserver.overrides.templates import Template
from mockserver.overrides.values import LONGEST_DELAY, SCHEMA, Before, Override, Reply, Then
from mockserver.request.preferences import NONE, Preferences
from mockserver.serving.wire import FRAMING, TOKEN
from specs import pointers
from specs.decoding import ABSENT

_OF_REPLY = frozenset(SCHEMA["properties"]["sequence"]["items"]["properties"])
_OWN = ("status", "body", "template", "media_type")
_CHANGES = ("prefer", "patch", "without", "of_status")
_OF_ONE = (("body", "template"), *((own, change) for own in _OWN for change in _CHANGES))
"""Keys of which an answer has one at most."""


def read(raw: Mapping[str, Any], name: str, place: Callable[[str], str]) -> Override:
    """Read an override.

    Args:
        raw: as in ``SCHEMA``.
        name: what it is called where it says nothing.
        place: ``file:line`` of a pointer into ``raw``.

    Raises:
        MockError: it cannot be read; the message begins with the place.
    """
    demand(SCHEMA, raw, place)
    own, sequence = {key: raw[key] for key in raw if key in _OF_REPLY}, raw.get("sequence")
    if sequence and own:
        told = f"{next(iter(own))} stands beside a sequence"
        raise MockError(f"{place(f'/{next(iter(own))}')}: {told}", hint="put it into the sequence")
    if not own and not sequence:
        hint = f"give it one of {', '.join(sorted((*_OF_REPLY, 'sequence')))}"
        raise MockError(f"{place('')}: the override changes nothing", hint=hint)
    replies = [(f"/sequence/{index}", each) for index, each in enumerate(sequence)] if sequence else [("", own)]
    targets = raw["operation"]
    return Override(
        name=raw.get("name", name),
        raw=raw,
        targets=(targets,) if isinstance(targets, str) else tuple(targets),
        replies=tuple(_reply(each, at, place) for at, each in replies),
        then=Then(raw.get("then", Then.REPEAT)),
        when=tuple(_conditions(raw.get("when", {}))),
        times=raw.get("times"),
        before=Before(raw.get("before", Before.CHOICE)),
        allow_invalid=raw.get("allow_invalid", False),
        place=place,
    )


def _conditions(when: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, Any]]:
    return ((where, name, value) for where, values in when.items() for name, value in values.items())


def _reply(raw: Mapping[str, Any], at: str, place: Callable[[str], str]) -> Reply:
    for one, other in _OF_ONE:
        if one in raw and other in raw:
            raise MockError(f"{place(f'{at}/{other}')}: there is a {one} beside the {other}", hint="keep one of them")

    def template(written: Any, where: str) -> Template:
        try:
            return Template(written)
        except TemplateError as error:
            raise MockError(f"{place(at + where)}: no template: {error}") from error

    body = template(raw["template"], "/template") if "template" in raw else None
    fields = raw.get("headers", {})
    for name in fields:
        _demand_settable(name, place(f"{at}{pointers.join('/headers', name)}"))
    for index, name in enumerate(raw.get("without", ())):
        _demand_settable(name, place(f"{at}/without/{index}"))
    headers = {name: template(str(text), pointers.join("/headers", name)) for name, text in fields.items()}
    return Reply(
        status=raw.get("status"),
        body=raw.get("body", ABSENT),
        template=body,
        media_type=raw.get("media_type", ""),
        headers=headers,
        delay=_delay(raw.get("delay", 0), lambda: place(f"{at}/delay")),
        prefer=Preferences(**raw["prefer"]) if "prefer" in raw else NONE,
        patch=tuple(raw.get("patch", ())),
        without=tuple(raw.get("without", ())),
        of_status=raw.get("of_status"),
    )


def _demand_settable(name: str, place: str) -> None:
    if not TOKEN.fullmatch(name):
        raise MockError(f"{place}: no header field can have this name", hint="letters, digits and dashes")
    if name.lower() in FRAMING:
        hint = "a fault with truncate or drop breaks a response off"
        raise MockError(f"{place}: the server itself sets the field {name}", hint=hint)


def _delay(written: str | float, place: Callable[[], str]) -> float:
    found = durations.seconds(written)
    if found > LONGEST_DELAY:
        raise MockError(f"{place()}: the longest delay is {LONGEST_DELAY} seconds")
    return found

"""Stage 5: which representation of a response the client gets. Source: RFC 9110, 12.5.1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mockserver.response import problems, specimens
from mockserver.response.problems import Refusal
from specs import pointers
from specs.messages import Response, concrete, essence, is_json, matches
from specs.model import Document, MediaType, Operation
from specs.recent import Recent

if TYPE_CHECKING:
    from mockserver.turn import Turn

_PARAMETER = re.compile(r';\s*([^\s=;]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;]*)')
_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")
_UNSPOKEN = frozenset({"charset"})
"""Parameters that tell how a text is encoded, which documents leave open."""
_OF_RANGES = {"*/*": "application/json", "application/*": "application/json", "text/*": "text/plain"}
_LONGEST_FIELD = 4000
_MOST_CHOICES = 100_000
"""Characters of fields for which the choice is remembered."""


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of an Accept field."""

    name: str
    parameters: Mapping[str, str]
    quality: float

    def fits(self, media_type: str) -> tuple[int, int] | None:
        """How specifically it speaks of a media type; None where it does not.

        A parameter excludes a type that has another value for it; of one that a type does not have, its document has
        left open what it is.
        """
        if not matches(self.name, media_type):
            return None
        held = _parameters(media_type)
        if any(held.get(name, value) != value for name, value in self.parameters.items()):
            return None
        return -self.name.count("*"), len(self.parameters.items() & held.items())


class Negotiation:
    """Chooses representations.

    Args:
        document: it tells which operations have an ``Accept`` field of their own, which the model leaves out.
    """

    def __init__(self, document: Document) -> None:
        self._raw = document.raw
        self._chosen: Recent[tuple[MediaType | None]] = Recent(_MOST_CHOICES)

    def negotiate(self, turn: Turn) -> Refusal | Response | None:
        """Note the representation that the client gets; a refusal where it takes none of those there are."""
        if not turn.offers:
            return None
        turn.media = self._choose(turn.offers, turn.request.header("accept"))
        if turn.media is None and self._speaks_of_accept(turn.operation):
            turn.media = choose(turn.offers, None)  # what the document lets a client send cannot be wrong
        if turn.media is not None:
            return None
        known = [each.name for each in turn.offers]
        told = f"Response {turn.status} of {turn.operation.key} comes as {', '.join(known)}."
        refusal = Refusal(statuses=(406,), kind="not-acceptable", detail=told, more={"available": known})
        return refusal if turn.operation.response_for(406) else problems.response(406, refusal)

    def _choose(self, offers: tuple[MediaType, ...], accept: str | None) -> MediaType | None:
        known = self._chosen.get((offers, accept))
        if known is None:
            known = self._chosen.keep((offers, accept), (choose(offers, accept),), len(accept or "") + 1)
        return known[0]

    def _speaks_of_accept(self, operation: Operation) -> bool:
        places = (operation.pointer, operation.pointer.rpartition("/")[0])
        return any(
            str(self._find(self._find(each).get("$ref", f"#{each}")[1:]).get("name")).lower() == "accept"
            for place in places
            for each in (f"{place}/parameters/{index}" for index in range(len(self._find(f"{place}/parameters"))))
        )

    def _find(self, pointer: str) -> Any:
        with suppress(KeyError):
            return pointers.find(self._raw, pointers.from_fragment(pointer))
        return {}


def choose(content: tuple[MediaType, ...], accept: str | None) -> MediaType | None:
    """The documented media type the client likes best, JSON first among equals; None where it takes none.

    Where the document has a range, the type is one of the range: the client's where the mock can write it.
    """
    if not content:
        return None
    ranges = _ranges(accept if accept and len(accept) <= _LONGEST_FIELD else "*/*")
    offered = sorted((_concrete(media, ranges) for media in content), key=lambda media: not is_json(media.name))
    liked = [(_liking(ranges, media.name), media) for media in offered]
    best = max(quality for quality, _ in liked)
    return next((media for quality, media in liked if quality == best), None) if best > 0 else None


def preferred_error(content: tuple[MediaType, ...]) -> MediaType | None:
    """The representation of an error where the client takes none of those documented."""
    offered = [_concrete(media, ()) for media in content]
    problem = [media for media in offered if essence(media.name) == problems.MEDIA_TYPE]
    json = [media for media in offered if is_json(media.name)]
    return next(iter([*problem, *json, *offered]), None)


def _concrete(media: MediaType, ranges: Iterable[Range]) -> MediaType:
    if "*" not in media.name:
        return media
    wanted = (each.name for each in ranges if each.quality > 0 and "*" not in each.name)
    speakable = (name for name in wanted if matches(media.name, name) and (is_json(name) or specimens.of(name)))
    kind = essence(media.name)
    known = specimens.in_range(kind) if kind.endswith("/*") else None
    usual = _OF_RANGES.get(kind) or known or concrete(kind)
    return replace(media, name=next(speakable, usual))


@lru_cache(256)
def _ranges(accept: str) -> tuple[Range, ...]:
    return tuple(_range(part) for part in _parts(accept)) or (Range("*/*", {}, 1.0),)


def _parts(accept: str) -> Iterator[str]:
    return (part for part in re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*"|")+', accept) if part.strip())


def _range(part: str) -> Range:
    """Source: RFC 9110, 12.4.2: what is no weight is none."""
    parameters = _parameters(part)
    weight = parameters.pop("q", "1")
    return Range(essence(part), parameters, float(weight) if _QUALITY.fullmatch(weight) else 1.0)


@lru_cache(1024)
def _held(media_type: str) -> tuple[tuple[str, str], ...]:
    found = ((name.lower(), value.strip('"').lower()) for name, value in _PARAMETER.findall(media_type))
    return tuple((name, value) for name, value in found if name not in _UNSPOKEN)


def _parameters(media_type: str) -> dict[str, str]:
    return dict(_held(media_type)) if ";" in media_type else {}


def _liking(ranges: tuple[Range, ...], media_type: str) -> float:
    """The quality that the most specific range gives a media type; of equally specific ones the last."""
    fitting = [(how, each.quality) for each in ranges if (how := each.fits(media_type)) is not None]
    return max(fitting, key=lambda each: each[0])[1] if fitting else 0.0

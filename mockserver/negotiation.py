"""Stage 5: which representation of a response the client gets. Source: RFC 9110, 12.5.1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mockserver.problems import Refusal
from specs.messages import essence, is_json, matches
from specs.model import MediaType

if TYPE_CHECKING:
    from mockserver.turn import Turn

_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)
_OF_RANGES = {"*/*": "application/json", "application/*": "application/json", "text/*": "text/plain"}


def negotiate(turn: Turn) -> Refusal | None:
    """Note the representation that the client gets; a refusal where it takes none and the document has one for that."""
    entry = turn.entry
    if entry is None or not entry.content:
        return None
    turn.media = choose(entry.content, turn.request.header("accept"))
    if turn.media is None and any(each.status == "406" for each in turn.operation.responses):
        return Refusal(statuses=(406,), detail="None of the documented media types is accepted.")
    turn.media = turn.media or entry.content[0]
    return None


def choose(content: tuple[MediaType, ...], accept: str | None) -> MediaType | None:
    """The documented media type the client likes best, JSON first among equals; None where it takes none."""
    if not content:
        return None
    ranges = [_range(part) for part in (accept or "*/*").split(",") if part.strip()] or [("*/*", 1.0)]
    json_first = sorted(content, key=lambda media: not is_json(actual(media)))
    liked = [(_liking(ranges, actual(media)), media) for media in json_first]
    best = max(quality for quality, _ in liked)
    return next((media for quality, media in liked if quality == best), None) if best > 0 else None


def actual(media: MediaType) -> str:
    """A concrete media type for a documented one, which may be a range."""
    if "*" not in media.name:
        return media.name
    return _OF_RANGES.get(essence(media.name), essence(media.name).replace("*", "octet-stream"))


def preferred_error(content: tuple[MediaType, ...]) -> MediaType | None:
    """The representation of an error where the client takes none of those documented."""
    problem = [media for media in content if essence(media.name) == "application/problem+json"]
    json = [media for media in content if is_json(actual(media))]
    return next(iter([*problem, *json, *content]), None)


def _range(part: str) -> tuple[str, float]:
    found = _QUALITY.search(part)
    return essence(part), float(found[1]) if found else 1.0


def _liking(ranges: list[tuple[str, float]], media_type: str) -> float:
    """The quality that the most specific range gives a media type."""
    fitting = [(name.count("*"), quality) for name, quality in ranges if matches(name, media_type)]
    return min(fitting)[1] if fitting else 0.0

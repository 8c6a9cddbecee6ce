"""Which entries of two documents speak of the same representation: media types, and ranges of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from specs.messages import best_match, matches
from specs.model import MediaType

_OF_ANY_KIND = ("application/octet-stream", "text/plain", "application/json", "image/png", "audio/mpeg", "video/mp4")


def counterpart(media: MediaType, others: tuple[MediaType, ...]) -> MediaType | None:
    """What another document says of a media type, or of all of a range: the entry that comes nearest."""
    name = best_match((each.name for each in others), media.name)
    return next((each for each in others if each.name == media.name), None) or next(
        (each for each in others if each.name == name), None
    )


def spoken_of(
    media: MediaType, own: tuple[MediaType, ...], others: tuple[MediaType, ...]
) -> Iterator[tuple[MediaType, MediaType]]:
    """A media type and each entry of another document that speaks of it, or of a part of it where it is a range."""
    whole = counterpart(media, others)
    if whole is not None:
        yield media, whole
    for each in others:
        own_entry = any(entry.name == each.name for entry in own)
        narrower = each is not whole and not own_entry and matches(media.name, each.name)
        if narrower and best_match((entry.name for entry in own), each.name) == media.name:
            yield replace(media, name=each.name), each


def uncovered(name: str, ranges: Iterable[str]) -> str:
    """A media type that one range covers and no other; the name itself where none is known."""
    known = list(ranges)
    names = [each for each in (name, *_OF_ANY_KIND) if "*" not in each and matches(name, each)]
    return next((each for each in names if not any(matches(other, each) for other in known)), name)

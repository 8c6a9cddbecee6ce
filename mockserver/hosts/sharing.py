"""Which of several documents remember the same: releases of one API do, a document that is served twice does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mockserver.settings import Share

Place = tuple[str, str, str]
"""Title, release and prefix of a document that is served."""


def memories(places: Sequence[Place], share: Share) -> list[str]:
    """What the memory of each document is called: those of one name share it, in a database with other processes, too.

    Args:
        places: of all documents; of one without a title it is empty, for it shares with nobody.
        share: which of those with one title share.
    """
    told_apart = _APART[share]
    apart = {title for title, _, _ in places if title and told_apart(title, places)}
    return [f"{title} at {prefix}" if title in apart and prefix else title for title, _, prefix in places]


def _twice(title: str, places: Sequence[Place]) -> bool:
    """Whether one release of an API is served under two prefixes: as two services, each with a truth of its own."""
    found = {(release, prefix) for called, release, prefix in places if called == title}
    return len({release for release, _ in found}) < len(found)


_APART: Mapping[Share, Callable[[str, Sequence[Place]], bool]] = {
    Share.RELEASES: _twice,
    Share.TITLE: lambda _, __: False,
    Share.PREFIX: lambda _, __: True,
}
"""Whether the documents of a title remember for themselves, below each prefix."""

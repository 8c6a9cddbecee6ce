"""Which part of a changed document stands where it always stood, and which was written by an overlay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Origin(NamedTuple):
    """Where a part comes from.

    Attributes:
        overlay: number of the overlay that wrote it; -1 for the document itself.
        tokens: where in that text it stands.
        whole: what is inside it stands inside that place, too; it does not where it was copied there.
    """

    overlay: int
    tokens: tuple[str | int, ...]
    whole: bool = True


@dataclass(slots=True)
class Origins:
    """The origins of a document's parts, as a tree along its pointers."""

    own: Origin | None = None
    inner: dict[str, Origins] = field(default_factory=dict)

    def of(self, tokens: Iterable[str | int]) -> Origin:
        """The origin of a part."""
        node, origin, rest = self, self.own or Origin(-1, ()), list[str | int]()
        walking = True
        for token in tokens:
            rest.append(token)
            below = node.inner.get(str(token)) if walking else None
            if below is None:
                walking = False
                continue
            node = below
            if node.own:
                origin, rest = node.own, []
        return Origin(origin.overlay, (*origin.tokens, *rest), origin.whole) if origin.whole else origin

    def parts(self, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Origin]]:
        """Each part that has an origin of its own, by its tokens."""
        if self.own:
            yield at, self.own
        for token, below in self.inner.items():
            yield from below.parts((*at, token))

    def wrote(self, tokens: Iterable[str | int], origin: Origin) -> None:
        """A part was written; what was inside it is gone."""
        node = self._at(tokens)
        node.own, node.inner = origin, {}

    def removed(self, tokens: tuple[str | int, ...], keys: list[str | int], size: int) -> None:
        """Entries of a mapping, or items of a list of ``size`` items, are gone.

        Args:
            tokens: the mapping or list.
            keys: the entries, or the indices before anything was removed.
            size: 0 for a mapping.
        """
        moved: dict[str, Origins] = {}
        gone = set(keys)
        kept = [index for index in range(size) if index not in gone]
        first = min((int(key) for key in keys), default=0) if size else 0
        origins = {old: self.of((*tokens, old)) for old in kept if old >= first}
        node = self._at(tokens)
        if not size:
            for key in keys:
                node.inner.pop(str(key), None)
            return
        for new, old in enumerate(kept):
            below = node.inner.get(str(old), Origins())
            if old >= first:
                below.own = below.own or origins[old]
            moved[str(new)] = below
        node.inner = moved

    def _at(self, tokens: Iterable[str | int]) -> Origins:
        node = self
        for token in tokens:
            node = node.inner.setdefault(str(token), Origins())
        return node

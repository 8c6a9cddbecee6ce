"""Serving a document's changes: what is watched, and what becomes of a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockserver.hosts.hosting import Host, Reloaded, Served
from mockserver.hosts.watch import Watch
from specs.collector import reclaim
from specs.harmless import HARMLESS

if TYPE_CHECKING:
    from mockserver.settings import Settings
    from specs.model import Document

_KINDS = frozenset({".yaml", ".yml", ".json"})
_MOST_BESIDE = 1000


class Reloading:
    """Reads the documents of a host again.

    Args:
        host: what serves them.
        load: reads them.
        settings: reads the configuration.
        others: files beside those that the documents consist of, such as overlays and the configuration.
        clock: the time in seconds since 1970.
    """

    def __init__(
        self,
        host: Host,
        load: Callable[[], Sequence[Served]],
        settings: Callable[[], Settings],
        others: Iterable[Path],
        clock: Callable[[], float],
    ) -> None:
        self._host, self._load, self._settings, self._clock = host, load, settings, clock
        self._others = tuple(others)

    def start(self) -> None:
        """Watch from now on; say where there is nothing to be watched."""
        if not list(self.files()):
            _say("warning: --watch has no file to look at")
        Watch(self.files, self.again).start()

    def files(self) -> Iterator[Path]:
        """What is watched.

        After a change that cannot be served, the files beside the documents too: one of them may be what it lacks.
        """
        yield from self._others
        for mock in self._host.mocks:
            own = tuple(_files(mock.document))
            yield from own
            if self._host.reloaded and self._host.reloaded.error:
                for folder in {path.parent for path in own}:
                    yield from _beside(folder)

    def again(self) -> None:
        """Serve the documents as they are now; or as they were, where that cannot be, and say so."""
        told: Sequence[str] = ()
        error = None
        try:
            told = self._host.reload(self._load(), self._settings())
        except Exception as found:  # whatever a document does to its reader, the earlier state can be served
            error = str(found) or type(found).__name__
        self._host.reloaded = Reloaded(self._clock(), error)
        if error:
            _say(f"not reloaded, the earlier state is served: {error}")
        else:
            _say(f"reloaded: {', '.join(mock.name for mock in self._host.mocks)}")
        for line in told:
            _say(f"warning: {line}")
        reclaim()


def _files(document: Document) -> Iterator[Path]:
    sources = (document.source, *(source for source, _ in document.source.parts.values()))
    yield from dict.fromkeys(source.path for source in sources if source.path)


def _beside(folder: Path) -> Iterator[Path]:
    try:
        there = sorted(path for path in folder.iterdir() if path.suffix.lower() in _KINDS)
    except OSError:
        return
    yield from there[:_MOST_BESIDE]


def _say(told: str) -> None:
    click.echo(told.translate(HARMLESS), err=True)

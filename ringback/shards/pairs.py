"""``ringback matrix`` in units: the pairs of a few older documents and a few newer ones at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, ClassVar

import click

from contracts.compat.compare import compare
from contracts.findings import Level, Report
from contracts.render.wording import plural
from ringback.comparing import FAILS
from ringback.config.commands import Section
from ringback.documents import opened
from ringback.output import Written
from ringback.policies import as_decided
from ringback.series import compared, ended, labelled, titled
from ringback.shards.jobs import Named, Outcomes, Share, read
from specs.model import Document
from specs.options import Options

_WIDEST = 4
"""Documents on each side of a unit, which has the pairs of them: neighbours, so that few are needed at a time."""
_BLOCKS = 8
"""Units are smaller where there are fewer documents than for so many."""
Places = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two documents by their places, and what differs between them, without the texts of either."""

    old: int
    new: int
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """A matrix.

    Attributes:
        series: what the user called the documents.
        documents: each of them, the oldest first.
        parts: names of smaller APIs that are to be parts of them.
        fail_on: as ``ringback.comparing.FAILS`` has it.
        baselines: files of what is let pass.
    """

    command: ClassVar[str] = "matrix"
    outcome: ClassVar[Any] = tuple[Compared, ...]

    series: tuple[str, ...]
    documents: tuple[Named, ...]
    options: Options
    parts: tuple[str, ...] = ()
    fail_on: str = "breaking"
    baselines: tuple[str, ...] = ()

    @property
    def told(self) -> Pairs:
        """As a file may tell it."""
        return self

    def units(self) -> int:
        """How many units there are."""
        return len(list(self._tiles()))

    def do(self, unit: int) -> tuple[Compared, ...]:
        """Compare the pairs of one."""
        olds, news = list(self._tiles())[unit]
        return tuple(Compared(old, new, self._compared(old, new)) for old in olds for new in news if old < new)

    def opened(self) -> list[Document]:
        """The documents, in their order."""
        return [read(each, self.options) for each in self.documents]

    def judged(self, outcomes: Outcomes, share: Share, section: Section, *, quiet: bool) -> int:
        """Tell what one share of it came to; the exit code."""
        if not quiet:
            click.echo(f"shard {share}: {plural(sum(map(len, outcomes.values())), 'pair')} compared", err=True)
        see, documents = as_decided(section, baselines=self.baselines), self.opened()
        seen = (see(report, documents[old], documents[new]) for (old, new), report in self.reports(outcomes).items())
        met = (each for report in seen for each in report.findings if each.level is Level.WIRE)
        return int(any(map(FAILS[self.fail_on], met)))

    def merged(self, outcomes: Outcomes, written: Written, section: Section, *, quiet: bool) -> int:
        """Write the index of all pairs; the exit code. Raises ContractError: nothing was compared."""
        members = labelled([*zip((each.name for each in self.documents), self.opened(), strict=True)])
        found = compared(
            titled(self.series, members),
            members,
            as_decided(section, baselines=self.baselines),
            quiet=quiet,
            paged=False,
            parts=[(name, opened(name, self.options, quiet=quiet)) for name in self.parts],
            found=self.reports(outcomes),
        )
        return ended(found, self.fail_on, written, quiet=quiet)

    def reports(self, outcomes: Outcomes) -> dict[Places, Report]:
        """What pairs came to, by the places of the older and the newer one."""
        documents = self.opened()
        found = {(each.old, each.new): each.report for outcome in outcomes.values() for each in outcome}
        return {
            (old, new): replace(found[old, new], sources=(documents[old].source, documents[new].source))
            for old, new in sorted(found)
        }

    def _tiles(self) -> Iterator[tuple[range, range]]:
        count = len(self.documents)
        side = max(1, min(_WIDEST, count // _BLOCKS))
        blocks = [range(first, min(first + side, count)) for first in range(0, count, side)]
        yield from combinations(blocks, 2)
        yield from ((block, block) for block in blocks if len(block) > 1)

    def _compared(self, old: int, new: int) -> Report:
        older, newer = (read(self.documents[each], self.options) for each in (old, new))
        return replace(compare(older, newer), sources=())

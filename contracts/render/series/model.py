"""What a series of releases adds up to: values only, worked out once for all formats."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from contracts.compat.calendar import Going
from contracts.compat.policy.versions import NUMBERS, Claim, claim
from contracts.findings import Finding, Level, Report, Verdict
from contracts.render import wording

_NOT_PLAIN = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release of the series, as its catalogue tells it, or its document.

    Attributes:
        version: what it is called; no other one of the series is called so.
        file: that its document was read from.
        name: what a command calls it.
        date: ISO 8601 day; empty where none is known.
        origin: ``reconstruction`` or ``original``; empty for what is not of the catalogue.
    """

    version: str
    file: str
    name: str
    date: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two releases of the series and what the comparison found.

    Attributes:
        step: whether they are neighbours.
        page: file name, without its ending, of a report of its own; empty where there is none.
    """

    old: Release
    new: Release
    report: Report
    step: bool
    page: str = ""

    @property
    def anchor(self) -> str:
        """Where the index tells of this pair."""
        return _NOT_PLAIN.sub("-", f"pair-{self.old.version}-{self.new.version}")

    def link(self, ending: str) -> str:
        """Where it is told of: its own page, which has an ending, or a place in the index."""
        return f"{self.page}.{ending}" if self.page else f"#{self.anchor}"

    @property
    def breaking(self) -> tuple[Finding, ...]:
        """The proven breaks that running clients meet, gravest first."""
        return wording.wire_breaks(self.report)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that running clients may meet."""
        return tuple(each for each in self.report.findings if each.level is Level.WIRE)

    @property
    def unproven(self) -> int:
        """How many changes could not be decided."""
        return sum(finding.verdict is Verdict.UNPROVEN for finding in self.report.findings)

    @property
    def told(self) -> str:
        """The result in words: ``3 breaking changes, 1 undecided``."""
        undecided = f", {self.unproven} undecided" if self.unproven else ""
        breaking = wording.plural(len(self.breaking), "breaking change") if self.breaking else "no breaking changes"
        return f"{breaking}{undecided}"

    @property
    def claim(self) -> Claim | None:
        """What the version of the newer one says of what changed; None where versions are no numbers."""
        return claim(NUMBERS, self.old.version, self.new.version, self.report.findings, Level.WIRE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """A break that clients of older releases meet in the newest one.

    Attributes:
        release: the first release that broke it.
        affects: the releases whose clients meet it, oldest first.
        step: the step that brought ``release``; its page shows the change unless other changes hid it there.
        pair: the comparison the finding was taken from: the youngest release affected against the newest.
    """

    finding: Finding
    release: Release
    affects: tuple[Release, ...]
    step: Pair
    pair: Pair

    @property
    def link(self) -> str:
        """Where it is shown, as page (without its ending; empty for the index), ``#`` and anchor."""
        fingerprint = self.finding.fingerprint
        if not any(each.fingerprint == fingerprint for each in self.step.report.findings):
            return f"#{self.pair.anchor}"
        return f"{self.step.page}#{fingerprint}" if self.step.page else f"#{self.step.anchor}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A smaller API that is to be a part of the series' one, such as that for partners.

    Attributes:
        called: its title and version.
        name: what a command calls it.
        operations: keys of what it has.
        reports: for each release of the series, whether it is a part of that.
    """

    called: str
    name: str
    operations: tuple[str, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Releases in order, and the comparison of each with every later one.

    Attributes:
        reports: by the positions of the older and the newer release.
        paged: whether each pair of neighbours has a page of its own.
        going: what is deprecated in any release, and the operations that went without notice.
        day: that deadlines are counted to, ISO 8601; empty where nobody knows when the newest release was.
        parts: the smaller APIs whose users want to know, too.
    """

    api: str
    releases: tuple[Release, ...]
    reports: Mapping[tuple[int, int], Report]
    paged: bool = True
    going: tuple[Going, ...] = ()
    day: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """All pairs, by older and then by newer release."""
        return tuple(self.pair(*positions) for positions in sorted(self.reports))

    @property
    def steps(self) -> tuple[Pair, ...]:
        """The pairs of neighbouring releases, oldest first."""
        return tuple(self.pair(old, old + 1) for old in range(len(self.releases) - 1))

    @property
    def leaps(self) -> tuple[Pair, ...]:
        """The other pairs."""
        return tuple(pair for pair in self.pairs if not pair.step)

    def pair(self, old: int, new: int) -> Pair:
        """The pair at two positions."""
        older, newer = self.releases[old], self.releases[new]
        step = new == old + 1
        page = f"{older.version}-to-{newer.version}" if step and self.paged else ""
        return Pair(old=older, new=newer, report=self.reports[old, new], step=step, page=page)

    @property
    def most(self) -> int:
        """The largest number of breaking changes in any pair."""
        return max((len(pair.breaking) for pair in self.pairs), default=0)

    @property
    def most_in_a_step(self) -> int:
        """The largest number of breaking changes between neighbours."""
        return max((len(step.breaking) for step in self.steps), default=0)

    def heat(self, pair: Pair) -> int:
        """0 for a pair without a break, else 1 to 5 by its share of ``most``."""
        return ceil(5 * len(pair.breaking) / self.most) if pair.breaking else 0

    @property
    def since(self) -> tuple[Since, ...]:
        """Each break of the newest release, by the release it came with, newest first."""
        newest = len(self.releases) - 1
        met: dict[str, dict[int, Finding]] = {}
        for old in range(newest):
            for finding in self.pair(old, newest).breaking:
                met.setdefault(finding.fingerprint, {})[old] = finding
        told = [self._since(by_release, newest) for by_release in met.values()]
        return tuple(sorted(told, key=lambda each: self.releases.index(each.release), reverse=True))

    def came(self, pair: Pair, finding: Finding) -> Release:
        """The release since which clients of a pair's newer one meet a finding of that pair."""
        older, newer = self.releases.index(pair.old), self.releases.index(pair.new)
        met = (at for at in range(newer - 1, older, -1) if finding.fingerprint in self.prints(at, newer))
        return self.releases[next(met, older) + 1]

    def prints(self, old: int, new: int) -> set[str]:
        """The fingerprints of what the comparison at two positions found."""
        return {finding.fingerprint for finding in self.reports[old, new].findings}

    def _since(self, met: Mapping[int, Finding], newest: int) -> Since:
        last = max(met)
        return Since(
            finding=met[last],
            release=self.releases[last + 1],
            affects=tuple(self.releases[old] for old in sorted(met)),
            step=self.pair(last, last + 1),
            pair=self.pair(last, newest),
        )


def headline(series: Series) -> str:
    """The series in one sentence."""
    broke = sum(bool(step.breaking) for step in series.steps)
    steps = wording.plural(len(series.steps), "step")
    if not broke:
        return f"No release breaks clients of the one before it, in {steps}."
    return f"{broke} of {steps} {'breaks' if broke == 1 else 'break'} clients of the release before."


def extent(series: Series) -> str:
    """What the headline rests on."""
    ignored = sum(len(report.ignored) for report in series.reports.values())
    passed = f"; {wording.plural(ignored, 'finding')} ignored" if ignored else ""
    compared = wording.plural(len(series.pairs), "comparison")
    return f"{wording.plural(len(series.releases), 'release')}, {compared}{passed}."


def provenance(series: Series) -> str:
    """A warning where documents are not the vendor's own; empty where all are."""
    made = sum(release.origin == "reconstruction" for release in series.releases)
    if not made:
        return ""
    number = "All documents" if made == len(series.releases) else f"{made} of {len(series.releases)} documents"
    return f"{number} are reconstructions: what they say beyond the vendor's page, and so what changed, is invented."


def command(pair: Pair) -> str:
    """The command line that shows a pair in full."""
    return shlex.join(["ringback", "diff", pair.old.name, pair.new.name])


def rows(series: Series) -> Iterator[tuple[Release, list[Pair | None]]]:
    """The matrix: each older release with a cell for every newer one; None where there is nothing to compare."""
    for old, release in enumerate(series.releases[:-1]):
        cells = [series.pair(old, new) if old < new else None for new in range(1, len(series.releases))]
        yield release, cells

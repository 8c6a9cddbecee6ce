"""What a page tells beyond its report, because it is one of several pages about releases that follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from contracts.findings import Report
from specs import catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One release on the line of all of them.

    Attributes:
        version: what it is called.
        date: ISO 8601 day, if one is known.
        breaks: how many changes break clients of the release before; None where that was not asked.
        told: the same in words.
        page: file name, without its ending, of the report of the step to it; empty where there is none, and for the
            page itself.
        here: ``old`` and ``new`` for the two releases of the page, else empty.
    """

    version: str
    date: str
    breaks: int | None
    told: str
    page: str
    here: str

    @property
    def named(self) -> str:
        """Its version, which release of the report it is, its day and what it broke, as far as they are known."""
        known = ", ".join(filter(None, (self.date, self.told)))
        return " ".join(filter(None, (self.here, self.version, f"({known})" if known else "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question of somebody who decides.

    Attributes:
        question: in full.
        word: the answer in a word or two.
        why: what it rests on.
        tone: ``good``, ``warn`` or ``bad``.
        link: where to read on; empty for nowhere.
    """

    question: str
    word: str
    why: str
    tone: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """All of it; nothing for a page that stands alone.

    Attributes:
        links: text → file name, without its ending, of neighbouring pages, for the navigation at the top.
        timeline: the releases, the oldest first.
        answers: what is asked most.
        since: by fingerprint, since when a finding is met, and by the clients of which releases.
    """

    links: Mapping[str, str] = field(default_factory=dict)
    timeline: tuple[Stop, ...] = ()
    answers: tuple[Answer, ...] = ()
    since: Mapping[str, str] = field(default_factory=dict)


def alone(report: Report) -> Around:
    """What is known of a page that stands alone: where two releases of the catalogue are among all of their API."""
    names = {report.subjects.get(role, ""): role for role in ("old", "new")}
    apis = {name.partition("@")[0] for name in names}
    known = len(names) == 2 and len(apis) == 1 and all(map(catalog.is_catalogue_name, names))
    return Around(timeline=tuple(_stops(names))) if known else Around()


def _stops(names: Mapping[str, str]) -> Iterator[Stop]:
    for release in catalog.releases(next(iter(names)).partition("@")[0]):
        yield Stop(
            version=release.version,
            date=release.date.isoformat(),
            breaks=None,
            told="",
            page="",
            here=names.get(release.name, ""),
        )

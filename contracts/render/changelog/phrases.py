"""What a changelog says in words, the same in every format."""

from __future__ import annotations

from contracts.compat.changelog import Changelog, Entry, Kind
from contracts.findings import Verdict
from contracts.render.wording import plural

_FEW = 3
BREAKS = {
    Verdict.BREAKING: "breaks clients",
    Verdict.UNPROVEN: "may break clients",
    Verdict.COMPATIBLE: "",
}
"""What is said of an entry beside what it says itself."""


def headline(changelog: Changelog) -> str:
    """All of it in one sentence."""
    counted = [f"{len(changelog.of(kind))} {kind}" for kind in Kind if changelog.of(kind)]
    if not counted:
        return "Nothing is new but texts." if changelog.reworded else "Nothing is new."
    breaking = sum(entry.verdict is Verdict.BREAKING for entry in changelog.entries)
    broken = f"{plural(breaking, 'change')} {'breaks' if breaking == 1 else 'break'} clients"
    return f"{', '.join(counted)}; {broken if breaking else 'no client breaks'}."


def title(changelog: Changelog) -> str:
    """What the changelog is of."""
    return f"{changelog.title} {changelog.new}: what is new since {changelog.old}"


def reached(entry: Entry) -> str:
    """The operations that an entry reaches, where it does not speak of one itself; the first few."""
    if any(key in entry.text for key in entry.operations):
        return ""
    few, more = entry.operations[:_FEW], len(entry.operations) - _FEW
    return ", ".join(few) + (f" and {plural(more, 'more operation')}" if more > 0 else "")


def reworded(changelog: Changelog) -> str:
    """Of what only the texts are different."""
    if not changelog.reworded:
        return ""
    few, more = changelog.reworded[:_FEW], len(changelog.reworded) - _FEW
    return f"Other words are used of {', '.join(few)}" + (f" and {more} more" if more > 0 else "")

"""A changelog as GitHub-flavoured Markdown, to be put into release notes."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.compat.changelog import Changelog, Entry, Kind
from contracts.render.as_markdown import code, escape
from contracts.render.changelog import phrases


def render(changelog: Changelog) -> str:
    """A changelog as Markdown text."""
    return "\n\n".join(_parts(changelog)) + "\n"


def _parts(changelog: Changelog) -> Iterator[str]:
    yield f"# {escape(phrases.title(changelog))}"
    yield escape(phrases.headline(changelog))
    for kind in Kind:
        if entries := changelog.of(kind):
            yield f"## {kind.value.capitalize()}"
            yield "\n".join(map(_line, entries))
    if changelog.reworded:
        yield f"{escape(phrases.reworded(changelog))}."


def _line(entry: Entry) -> str:
    mark = f"**{phrases.BREAKS[entry.verdict].capitalize()}:**" if phrases.BREAKS[entry.verdict] else ""
    before, named, after = entry.text.partition(entry.subject)
    text = [escape(before), code(named) if named else "", escape(after)]
    reached = f"({escape(phrases.reached(entry))})" if phrases.reached(entry) else ""
    told = f"<br>{escape(entry.told)}" if entry.told else ""
    return f"- {' '.join(filter(None, (mark, *text, reached)))}{told}"

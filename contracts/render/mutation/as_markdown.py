"""A score as Markdown, for a comment or a page."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.mutation.score import Fate, Score
from contracts.render.as_markdown import code, escape, table
from contracts.render.mutation.telling import HEAD, extent, headline, row

_TITLES = {Fate.SURVIVED: "Shown, and not noticed", Fate.UNREACHED: "Not reached"}


def render(score: Score) -> str:
    """A score as Markdown."""
    return "\n\n".join(_parts(score)) + "\n"


def _parts(score: Score) -> Iterator[str]:
    yield f"# Mutation score of {escape(score.title)}"
    yield f"**{headline(score)}** {extent(score)}".strip()
    yield f"Suite: {code(score.command)}, seed {score.seed}"
    families = [(name, *row(count)) for name, count in score.families.items()]
    yield table(("family", *HEAD), (*families, ("**all**", *row(score.count))))
    for fate, title in _TITLES.items():
        found = score.of(fate)
        if found:
            yield f"## {title}"
            yield table(("fault", "what it is"), ((code(each.fault.id), escape(each.fault.says)) for each in found))

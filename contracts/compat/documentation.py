"""What no message shows: names that generated code uses, deprecation, defaults and texts."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.compat import described, sunsets
from contracts.compat.comparison import Comparison, Site
from contracts.compat.pairing import Pair
from contracts.findings import Finding


def compare(question: Comparison, pair: Pair) -> Iterator[Finding]:
    """Findings about one operation."""
    old, new = pair.old, pair.new
    if new.deprecated and not old.deprecated:
        when = f" and goes away on {new.sunset}" if new.sunset else ""
        yield question.finding("operation-deprecated", pair.key, pair.site, what=when)
    elif old.deprecated and not new.deprecated:
        yield question.finding("operation-no-longer-deprecated", pair.key, pair.site)
    else:
        yield from sunsets.compare(question, pair.key, pair.site, old.sunset, new.sunset)
    if old.id != new.id:
        yield question.finding("operation-id-changed", pair.key, pair.site, was=old.id, now=new.id)
    if set(old.tags) != set(new.tags):
        yield question.finding("tags-changed", pair.key, pair.site, was=old.tags, now=new.tags)
    texts = [name for name in ("summary", "description") if getattr(old, name) != getattr(new, name)]
    if texts:
        yield question.finding("documentation-changed", pair.key, pair.site, what=texts)


def compare_schemas(question: Comparison) -> Iterator[Finding]:
    """Findings about the named schemas."""
    old, new = question.old.schemas, question.new.schemas
    for name in sorted(old.keys() - new.keys()):
        yield question.finding("schema-name-removed", name, Site(old=old[name].pointer))
    for name in sorted(new.keys() - old.keys()):
        yield question.finding("schema-name-added", name, Site(new=new[name].pointer))
    for name in sorted(old.keys() & new.keys()):
        yield from described.compare(question, name, old[name], new[name], Site())

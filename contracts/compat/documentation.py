"""What no message shows: names that generated code uses, deprecation, defaults and texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.compat import described, sunsets
from contracts.compat.comparison import Comparison, Site
from contracts.compat.mentions import Users
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
    """Findings about the named schemas, each with the operations that come to them."""
    old, new = question.old.schemas, question.new.schemas
    before, after = Users(question.old), Users(question.new)
    for name in sorted(old.keys() - new.keys()):
        site = Site(before.of(old[name].pointer), old=old[name].pointer)
        yield question.finding("schema-name-removed", name, site)
    for name in sorted(new.keys() - old.keys()):
        site = Site(after.of(new[name].pointer), new=new[name].pointer)
        yield question.finding("schema-name-added", name, site)
    for name in sorted(old.keys() & new.keys()):
        found = list(described.compare(question, name, old[name], new[name], Site()))
        operations = after.of(new[name].pointer) if found else ()
        yield from (replace(each, operations=operations) for each in found)

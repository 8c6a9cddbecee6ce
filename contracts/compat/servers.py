"""The servers that operations stand on: base paths, which are part of every request, and hosts, which are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from contracts.compat import messages
from contracts.compat.about import at
from contracts.compat.comparison import Comparison, Site
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair, addresses
from contracts.compat.witness import request_witness
from contracts.findings import Finding, Witness
from specs import paths
from specs.errors import SpecError
from specs.model import Server

_TRIED = 20
"""Operations of which one shows that a base path is gone, unless nothing is known that they take."""


def compare(question: Comparison, both: Sequence[Pair]) -> Iterator[Finding]:
    """Findings about servers."""
    yield from _base_paths(question, both)
    yield from _hosts(question, question.old.server_templates, question.new.server_templates, "servers", Site())
    for pair in both:
        if pair.old.server_templates or pair.new.server_templates:
            before = pair.old.server_templates or question.old.server_templates
            after = pair.new.server_templates or question.new.server_templates
            yield from _hosts(question, before, after, f"{pair.key} servers", pair.site)


def _base_paths(question: Comparison, both: Sequence[Pair]) -> Iterator[Finding]:
    """One finding for each base path that operations no longer stand under."""
    lost: dict[str, list[Pair]] = {}
    for pair in both:
        bases, there = zip(*addresses(question.new, pair.new), strict=True)
        for base, whole in addresses(question.old, pair.old):
            if not (base in bases if pair.absorbed else whole in there):
                lost.setdefault(base, []).append(pair)
    for base, those in lost.items():
        shown = next(filter(None, (_call(question, pair, base) for pair in those[:_TRIED])), None)
        old = "/servers" if not those[0].old.server_templates else those[0].old.pointer
        reached = tuple(pair.key for pair in those)
        yield question.finding("base-path-removed", base or "/", Site(reached, old=old), shown, was=base or "/")


def _call(question: Comparison, pair: Pair, base: str) -> Witness | None:
    """A valid request under a base path of the old document that the new one has no place for."""
    try:
        request = messages.request(question.old, pair.old, Wanted())
    except SpecError:
        return None
    below = request.path.removeprefix(question.old.base_paths_of(pair.old)[0])
    return request_witness(
        question.old, question.new, replace(request, path=base + below), moved=False, about=at("path")
    )


def _hosts(
    question: Comparison, old: Iterable[Server], new: Iterable[Server], subject: str, site: Site
) -> Iterator[Finding]:
    before, after = _origins(old), _origins(new)
    gone, came = sorted(before - after), sorted(after - before)
    site = site if site.operations else Site((), "/servers", "/servers")
    if gone and came:
        yield question.finding("server-changed", subject, site, was=sorted(before), now=sorted(after))
    elif gone:
        yield question.finding("server-removed", subject, site, was=gone)
    elif came:
        yield question.finding("server-added", subject, site, now=came)


def _origins(servers: Iterable[Server]) -> set[str]:
    """Scheme and host of every server, ``{}`` for what a variable may be; empty for where the document came from."""
    found = set()
    for server in servers:
        listed = {name: variable for name, variable in server.variables.items() if variable.values}
        for url in replace(server, variables=listed).urls():
            scheme, separator, rest = paths.shape(url).partition("://")
            found.add(f"{scheme}{separator}{rest.partition('/')[0]}" if separator else "")
    return found

"""The bundled releases and their comparisons, each made once."""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise

import specs
from contracts.compat.compare import compare
from contracts.findings import Finding, Report
from specs import catalog
from specs.model import Document

VERSIONS = [release.version for release in catalog.releases("phonebridge-webapp")]
NEIGHBOURS = list(pairwise(VERSIONS))
PAIRS = list(combinations(VERSIONS, 2))


@cache
def document(version: str) -> Document:
    return specs.load(f"phonebridge-webapp@{version}")


@cache
def report(old: str, new: str) -> Report:
    return compare(document(old), document(new))


def request_witnesses(old: str, new: str) -> list[Finding]:
    return [each for each in report(old, new).breaking if each.witness and each.witness.request]

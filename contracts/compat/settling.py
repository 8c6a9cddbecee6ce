"""Where the parts of two schemas leave it open whether one takes the other, their wholes are asked."""

from __future__ import annotations

from dataclasses import replace

from contracts.compat import leaves
from contracts.compat.gaps import NOTHING, Gap, Kind, serious
from contracts.compat.views import View
from specs.algebra import Covers


def settled(writer: View, reader: View, gaps: list[Gap]) -> list[Gap]:
    """The gaps, with the whole of both schemas asked where their parts leave it open."""
    grave = serious(gaps)
    if not grave or writer.side.hasty or any(gap.kind is Kind.BREAK for gap in grave):
        return gaps
    if leaves.covered(writer, reader, reader.schema) is Covers.YES:
        return [gap for gap in gaps if gap.kind is Kind.NOTE]
    value = leaves.counterexample(writer, reader, reader.schema)
    if value is NOTHING:
        return gaps
    shown = replace(grave[0], value=value, kind=Kind.BREAK)
    return [shown if gap is grave[0] else gap for gap in gaps]

"""The table: one row per check. The order is that in which they are made, and told of in the help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.conformance.checks import CHECKS, Check
from contracts.conformance.probes import (
    accounts,
    admitting,
    caching,
    challenging,
    conditions,
    deleting,
    filtering,
    internals,
    isolation,
    lifecycles,
    limits,
    listed,
    negotiating,
    origins,
    paging,
    readback,
    refusing,
    repeating,
    replacing,
    scopes,
    sniffing,
    tagging,
    tokens,
    totals,
    transport,
    withheld,
)
from contracts.conformance.probes.declaring import Probe, Watch

WATCHES: tuple[Watch, ...] = (
    internals.WATCH,
    withheld.WATCH,
    caching.WATCH,
    challenging.WATCH,
    sniffing.WATCH,
    transport.WATCH,
    limits.WATCH,
    lifecycles.UNTOLD,
    lifecycles.WRONG,
)
"""Those that judge any exchange."""
PROBES: tuple[Probe[Any], ...] = (
    readback.PROBE,
    replacing.LOST,
    replacing.TWICE,
    deleting.PROBE,
    repeating.PROBE,
    conditions.STALE,
    conditions.UNDEMANDED,
    conditions.UNCHANGED,
    tagging.UNUSABLE,
    tagging.CONSTANT,
    isolation.PROBE,
    admitting.STRANGERS,
    admitting.TURNED_AWAY,
    tokens.FORGED,
    tokens.OUTLIVED,
    scopes.PROBE,
    accounts.PROBE,
    origins.PROBE,
    listed.MISSED,
    listed.DOUBLED,
    totals.TWICE,
    totals.TOTAL,
    totals.NEXT_UNTOLD,
    paging.PROBE,
    filtering.FILTER,
    filtering.SORT,
    negotiating.PROBE,
    refusing.PROBE,
)
"""Those that send requests of their own."""

_CHECKS = (*(each.check for each in WATCHES), *(each.check for each in PROBES))
OWN: Mapping[str, Check] = {check.rule: check for check in _CHECKS}
"""All of them, by name."""
NAMES = frozenset(OWN) | {check.rule for check in CHECKS.values()}
"""The names of all checks, the engine's included."""

"""Two runs compared, in every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from runs_made import about, finding

from contracts.render.runs import FORMATS, telling
from contracts.runs.comparing import Change, Compared, Comparison
from contracts.runs.pace import Pace, Paces

PACE = Pace(operation="GET /slow", first=2_000.0, second=9_000.0, answers=(12, 14), chance=0.001)
FINDINGS = {
    change: finding(
        f"GET /{change.value} 500", f"GET /{change.value}", reproduce=f"curl -i http://127.0.0.1:1/{change.value}"
    )
    for change in Change
}
COMPARISON = Comparison(
    first=about("one"),
    second=about("two"),
    unlike=(),
    unfinished=("two",),
    findings=tuple(
        Compared(change, replace(each, flaky=True) if change is Change.FLAKY else each, (0, 2))
        for change, each in FINDINGS.items()
    ),
    paces=Paces(slower=(PACE,), faster=(replace(PACE, operation="GET /fast"),), overall=1.5, untimed=("GET /rare",)),
    common=("GET /items",),
    dropped=("GET /old",),
    added=("GET /<new>",),
    same_server=False,
)
FACTS = (
    *(f"GET /{change.value} answered 500" for change in Change),
    *(each.fingerprint for each in FINDINGS.values()),
    "curl -i http://127.0.0.1:1/new",
    "GET /slow",
    "GET /fast",
    "GET /old",
    "GET /<new>",
    "two was ended early",
    "items.yaml",
    "GET /rare",
    "flaky",
)


@pytest.mark.parametrize("render", FORMATS.values(), ids=FORMATS)
def test_every_format_tells_every_fact(render: Callable[..., str]) -> None:
    shown = render(COMPARISON)
    told = " ".join(unescape(shown.replace("\\", "")).split())
    assert [each for each in FACTS if each not in told] == []
    assert telling.explanation(COMPARISON) in told
    assert shown.endswith("\n")


@pytest.mark.parametrize("render", FORMATS.values(), ids=FORMATS)
def test_what_is_not_there_has_no_heading(render: Callable[..., str]) -> None:
    bare = replace(
        COMPARISON, findings=(), unfinished=(), dropped=(), added=(), same_server=True, paces=Paces((), (), 1.0, ())
    )
    told = render(bare)
    assert telling.NEW not in told
    assert not any(title in told for title in (*telling.TITLES.values(), "Slower", "Operations that"))


def test_a_page_takes_nothing_that_was_answered_for_markup() -> None:
    hostile = finding("GET /x", message="<script>alert(1)</script>", reproduce="curl '<img src=x>'")
    shown = FORMATS["html"](replace(COMPARISON, findings=(Compared(Change.NEW, hostile, (0, 1)),)))
    assert "<script>" not in shown
    assert "<img" not in shown

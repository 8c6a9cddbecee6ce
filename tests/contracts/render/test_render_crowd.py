"""Pages of very many findings: what is there at once, what is told once, and in how few bytes."""

from __future__ import annotations

import dataclasses
import re

import pytest
from markupsafe import Markup

from contracts.findings import Finding, Place, Report, Severity
from contracts.render import FORMATS, crowd


def _finding(number: int, *operations: str, line: str = "new.yaml:1") -> Finding:
    return Finding(
        rule="a-rule",
        message=f"change {number}",
        severity=Severity.ERROR,
        operations=operations,
        subject=f"subject {number:05}",
        new=Place(pointer="/paths", line=line),
    )


def _report(*findings: Finding) -> Report:
    return Report(kind="compatibility", title="t", subjects={}, findings=findings, judged=1)


def _told(parcels: list[list[crowd.Section]]) -> list[list[tuple[str, int, bool]]]:
    return [[(each.operation, len(each.findings), each.continued) for each in parcel] for parcel in parcels]


FEW_AND_MANY = _report(
    *(_finding(number, "GET /a") for number in range(30)),
    *(_finding(number, "GET /b") for number in range(30, 150)),
    *(_finding(number, "GET /c") for number in range(150, 153)),
)


def test_operations_share_a_parcel_and_one_of_many_findings_fills_several() -> None:
    assert _told(crowd.parcels(FEW_AND_MANY, crowded=True)) == [
        [("GET /a", 30, False)],
        [("GET /b", 50, False)],
        [("GET /b", 50, True)],
        [("GET /b", 20, True), ("GET /c", 3, False)],
    ]


def test_a_page_that_is_not_crowded_is_there_at_once() -> None:
    whole = [[("GET /a", 30, False), ("GET /b", 120, False), ("GET /c", 3, False)]]
    assert _told(crowd.parcels(FEW_AND_MANY, crowded=False)) == whole
    assert crowd.parcels(_report(), crowded=False) == [[]]


def test_an_audience_of_very_many_findings_is_summed_up_and_counted() -> None:
    page = FORMATS["html"](_report(*(_finding(number, "GET /a") for number in range(1000))))
    summary = page[page.index('id="affected"') : page.index('id="findings"')]
    assert summary.count("change ") == 20
    assert '<a href="#findings">980 more, below</a>' in summary
    assert len(set(re.findall(r'<article [^>]*id="([0-9a-f]+)"', page))) == 1000


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (("/a", "old.yaml:3"), ("/a", "new.yaml:4"), "old line 3, new line 4 #/a"),
        (("/a", "old.yaml:3"), ("/b", "new.yaml:4"), "old line 3 #/a, new line 4 #/b"),
        (None, ("/a", "part.yaml:4"), "new part.yaml:4 #/a"),
        (("", "old.yaml:3"), None, "old line 3"),
        (None, None, ""),
    ],
)
def test_places_are_told_in_few_words(old: tuple[str, str] | None, new: tuple[str, str] | None, told: str) -> None:
    places = [Place(pointer=each[0], line=each[1]) if each else None for each in (old, new)]
    finding = dataclasses.replace(_finding(1), old=places[0], new=places[1])
    assert crowd.placed(finding, _report(finding), {"old": "old.yaml", "new": "new.yaml"}) == told


def test_the_file_that_most_places_are_in_is_told_once() -> None:
    lines = ["a.yaml:1", "b.yaml:1", "b.yaml:2"]
    report = _report(*(_finding(number, line=line) for number, line in enumerate(lines)))
    assert crowd.files(report) == {"new": "b.yaml"}


def test_few_characters_beyond_latin_1_become_references_and_many_stay() -> None:
    assert crowd.lean(Markup("<p>") + "ä" * 600 + "→") == "<p>" + "ä" * 600 + "&#8594;"
    spoken = Markup("<p>漢字かな</p>")
    assert crowd.lean(spoken) == spoken

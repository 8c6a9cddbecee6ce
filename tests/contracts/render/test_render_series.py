"""The index of a series: the same facts in three formats, every cell explorable, everything in its place."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from contracts.compat.calendar import Going
from contracts.findings import Finding, Level, Report, Verdict
from contracts.render import FORMATS as FORMATS_OF_STEPS
from contracts.render.series import FORMATS, Release, Series, as_text, claims, going, model, pages, parts
from contracts.render.series.model import Part

VERSIONS = ("1.0", "1.1", "1.2", "2.0")
ARRIVED = (1, 1, 3)
"""The release that each of the three breaks came with."""


@pytest.fixture
def series(comparison: Report) -> Series:
    sample = comparison.breaking[0]
    breaks = [
        dataclasses.replace(sample, subject=f"thing {number}", message=f"thing <{number}> was removed")
        for number in range(len(ARRIVED))
    ]
    code = dataclasses.replace(sample, subject="code", message="operationId changed", level=Level.CODE)
    undecided = next(each for each in comparison.findings if each.verdict is Verdict.UNPROVEN)

    def report(old: int, new: int) -> Report:
        met = [each for each, release in zip(breaks, ARRIVED, strict=True) if old < release <= new]
        extra: list[Finding] = [undecided] if (old, new) == (1, 2) else []
        title = f"{VERSIONS[old]} → {VERSIONS[new]}"
        return dataclasses.replace(comparison, title=title, findings=(*met, *extra, code))

    releases = tuple(
        Release(
            version=version,
            file=f"api-{version}.yaml",
            name=f"made-up@{version}",
            date=f"2020-01-0{day}",
            origin="reconstruction",
        )
        for day, version in enumerate(VERSIONS, 1)
    )
    pairs = [(old, new) for new in range(4) for old in range(new)]
    return Series(
        api="made-up",
        releases=releases,
        reports={pair: report(*pair) for pair in pairs},
        going=(
            Going(what="GET /late", announced=1, sunset=date(2020, 1, 3), gone=None),
            Going(what="GET /soon", announced=2, sunset=date(2020, 2, 1), gone=None),
            Going(what="GET /some-day", announced=2, sunset=None, gone=None),
            Going(what="GET /kept", announced=0, sunset=date(2020, 1, 3), gone=2),
            Going(what="GET /early", announced=0, sunset=date(2020, 1, 4), gone=2),
            Going(what="GET /silent", announced=None, sunset=None, gone=3),
        ),
        day="2020-01-04",
        parts=(part(comparison),),
    )


def part(comparison: Report) -> Part:
    """A part of the last two releases only, whose one operation the breaks reach."""
    wrong = dataclasses.replace(comparison, kind="subset", findings=comparison.breaking[:1])
    right = dataclasses.replace(wrong, findings=())
    operations = tuple(re.sub("{.*?}", "{x}", key) for key in comparison.breaking[0].operations)
    return Part(called="Partner API 1", name="partner@1", operations=operations, reports=(wrong, wrong, right, right))


def cells(series: Series) -> list[list[int | None]]:
    return [[len(pair.breaking) if pair else None for pair in row] for _, row in model.rows(series)]


def test_the_matrix_counts_what_running_clients_meet(series: Series) -> None:
    assert cells(series) == [[2, 2, 3], [None, 0, 1], [None, None, 1]]


def test_heat_grows_with_the_number_and_is_cold_only_at_none(series: Series) -> None:
    assert [series.heat(series.pair(*pair)) for pair in ((1, 2), (1, 3), (0, 1), (0, 3))] == [0, 2, 4, 5]


def test_each_break_of_the_newest_release_is_dated(series: Series) -> None:
    told = [(each.finding.subject, each.release.version, len(each.affects), each.link) for each in series.since]
    prints = {each.finding.subject: each.finding.fingerprint for each in series.since}
    assert told == [
        ("thing 2", "2.0", 3, f"1.2-to-2.0#{prints['thing 2']}"),
        ("thing 0", "1.1", 1, f"1.0-to-1.1#{prints['thing 0']}"),
        ("thing 1", "1.1", 1, f"1.0-to-1.1#{prints['thing 1']}"),
    ]


def test_a_break_that_no_step_shows_leads_to_its_pair(series: Series) -> None:
    quiet = {**series.reports, (0, 1): dataclasses.replace(series.reports[0, 1], findings=())}
    links = {each.finding.subject: each.link for each in dataclasses.replace(series, reports=quiet).since}
    assert links["thing 0"] == "#pair-1.0-2.0"


def test_each_break_of_any_pair_is_dated(series: Series) -> None:
    leap = series.pair(0, 3)
    assert [series.came(leap, each).version for each in leap.breaking] == ["1.1", "1.1", "2.0"]
    data = json.loads(FORMATS["json"](series))
    assert [each["since"] for each in data["pairs"][2]["breaking"]] == ["1.1", "1.1", "2.0"]


def test_ten_breaks_are_told_as_ten(series: Series) -> None:
    sample = series.pairs[0].breaking[0]
    ten = tuple(dataclasses.replace(sample, subject=str(number)) for number in range(10))
    pair = dataclasses.replace(series.pair(1, 3), report=dataclasses.replace(series.reports[1, 3], findings=ten))
    assert pair.told == "10 breaking changes"
    assert series.pair(1, 2).told == "no breaking changes, 1 undecided"


def test_the_calendar_begins_with_what_is_overdue(series: Series) -> None:
    assert [(each.what, each.state.value) for each in going.entries(series)] == [
        ("GET /late", "overdue"),
        ("GET /soon", "to go"),
        ("GET /some-day", "no date"),
        ("GET /silent", "gone without notice"),
        ("GET /early", "gone before its day"),
        ("GET /kept", "gone as announced"),
    ]
    assert going.headline(series).startswith("1 overdue, 1 to go, ")
    assert going.headline(series).endswith(", as of 2020-01-04, the day of 2.0.")
    announced = {each.what: going.cells(each)[0] for each in going.entries(series)}
    assert announced["GET /kept"] == "1.0 (2020-01-01) or before"
    assert announced["GET /late"] == "1.1 (2020-01-02)"
    undated = dataclasses.replace(series, day="")
    assert going.State.OVERDUE not in [each.state for each in going.entries(undated)]


def test_users_of_a_part_learn_whether_they_can_upgrade(series: Series) -> None:
    partner = series.parts[0]
    assert parts.answer(series, partner, 1)[0] == "No"
    assert parts.answer(series, partner, 2)[0] == "Yes"
    word, why = parts.answer(series, partner, 3)
    assert word == "Yes, with clients that keep to it"
    assert "1 of 1 breaking change since 1.2 reaches its" in why
    assert [each.word for each in pages.answers(series)] == ["Yes", word, "No", "1 overdue"]
    told = pages.report(series, 3)
    assert told.facts["breaking changes that reach Partner API 1"] == "1 of 1"
    assert all(partner.called in told.tags[key] for key in told.findings[0].operations)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_the_calendar_the_claims_and_the_parts(name: str, series: Series) -> None:
    written = as_text.render(series, width=100_000) if name == "text" else FORMATS[name](series)
    told = re.sub(r"\\(?=[:_.-])", "", html.unescape(written))
    for entry in going.entries(series):
        assert entry.what in told
        assert entry.state.value in told
    for step in series.steps:
        assert step.claim
        assert claims.because(step.claim) in told
    partner = series.parts[0]
    for fact in (partner.called, *parts.answer(series, partner, 3), parts.standing(partner, 0)):
        assert fact in told


def test_the_page_of_a_step_marks_its_place_among_the_releases(series: Series) -> None:
    page = FORMATS_OF_STEPS["html"](*pages.step(series, 2))
    assert page.count('class="here"') == 2
    assert page.count('aria-current="page"') == 1
    assert 'href="1.0-to-1.1.html"' in page
    assert 'href="1.2-to-2.0.html"' in page
    assert "Can a vendor who uses Partner API 1 upgrade to 1.2?" in page
    assert "clients written for 1.0, 1.1, 1.2 meet it" in FORMATS_OF_STEPS["html"](*pages.step(series, 3))


@pytest.mark.parametrize("name", ["text", "json", "markdown", "html"])
def test_every_format_of_a_step_tells_what_is_around_it(name: str, series: Series) -> None:
    report, around = pages.step(series, 3)
    told = re.sub(r"\\\\(?=[:_.-])", "", html.unescape(FORMATS_OF_STEPS[name](report, around)))
    told = re.sub(r"\s+", " ", told)
    for release in series.releases:
        assert release.version in told
        assert release.date in told
    (answer,) = around.answers
    for fact in (answer.question, answer.word, answer.why, *around.since.values()):
        assert fact in told


def test_releases_stand_in_a_line_with_what_they_broke_and_the_two_that_are_compared(series: Series) -> None:
    told = pages.step(series, 3)
    line = "releases    1.0 (2020-01-01, first release) → 1.1 (2020-01-02, 2 breaking changes) → old 1.2 (2020-01-03, "
    assert line in FORMATS_OF_STEPS["text"](*told, width=1000)
    assert "releases  " not in FORMATS_OF_STEPS["text"](*told, brief=True)
    assert "[1.1 (2020-01-02, 2 breaking changes)](1.0-to-1.1.md)" in FORMATS_OF_STEPS["markdown"](*told)
    data = json.loads(FORMATS_OF_STEPS["json"](*told))
    assert data["releases"][0] == {"version": "1.0", "date": "2020-01-01", "breaking": None, "is": None}
    assert [each["is"] for each in data["releases"]] == [None, None, "old", "new"]


def test_a_series_without_breaks_says_so(series: Series) -> None:
    calm = {pair: dataclasses.replace(each, findings=()) for pair, each in series.reports.items()}
    good = dataclasses.replace(series, reports=calm)
    for render in FORMATS.values():
        assert "No release breaks clients" in render(good)
    assert good.since == ()
    assert good.most == 0


def test_documents_that_are_not_the_vendors_are_called_reconstructions(series: Series) -> None:
    assert model.provenance(series).startswith("All documents are reconstructions")
    own = [dataclasses.replace(each, origin="original") for each in series.releases]
    assert model.provenance(dataclasses.replace(series, releases=tuple(own))) == ""
    mixed = dataclasses.replace(series, releases=(series.releases[0], *own[1:]))
    assert model.provenance(mixed).startswith("1 of 4 documents")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_every_pair_and_every_break(name: str, series: Series) -> None:
    written = as_text.render(series, width=100_000) if name == "text" else FORMATS[name](series)
    told = re.sub(r"\\(?=[:_])|[<>]", "", html.unescape(written))
    for release in series.releases:
        for fact in (release.version, release.date, release.file, release.origin):
            assert fact in told
    for pair in series.pairs:
        here = {"json": f'"old": "{pair.old.version}"', "text": f"{pair.old.version} → {pair.new.version}"}
        assert here.get(name, pair.anchor) in told
        for finding in pair.breaking:
            assert re.sub("[<>]", "", finding.message) in told
            assert finding.rule in told
    assert told.count(series.pairs[0].breaking[0].witness.reason) >= 3  # type: ignore[union-attr]
    assert model.provenance(series) in told


def test_json_holds_all_pairs_with_their_counts(series: Series) -> None:
    data = json.loads(FORMATS["json"](series))
    assert [(pair["old"], pair["new"], len(pair["breaking"])) for pair in data["pairs"]] == [
        ("1.0", "1.1", 2),
        ("1.0", "1.2", 2),
        ("1.0", "2.0", 3),
        ("1.1", "1.2", 0),
        ("1.1", "2.0", 1),
        ("1.2", "2.0", 1),
    ]
    assert [pair["report"] for pair in data["pairs"] if pair["neighbours"]] == [
        "1.0-to-1.1.json",
        "1.1-to-1.2.json",
        "1.2-to-2.0.json",
    ]
    assert [since["since"] for since in data["since"]] == ["2.0", "1.1", "1.1"]


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.heat: list[str] = []
        self.tables: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("id"):
            self.ids.append(str(told["id"]))
        if tag == "a" and told.get("href"):
            self.targets.append(str(told["href"]))
        if tag == "td" and str(told.get("class", "")).startswith("h"):
            self.heat.append(str(told["class"]))
        if tag in ("caption", "table"):
            self.tables.append(tag)
        if tag == "th":
            assert told.get("scope") in ("row", "col")


def test_every_cell_of_the_heat_map_leads_somewhere(series: Series) -> None:
    page = Links(FORMATS["html"](series))
    assert page.heat == ["h4 step", "h4", "h5", "h0 step", "h2", "h2 step"]
    assert len(page.ids) == len(set(page.ids))
    inside = {target[1:] for target in page.targets if target.startswith("#")}
    assert inside <= set(page.ids)
    assert {pair.anchor for pair in series.pairs if not pair.page} <= inside
    outside = {target.partition("#")[0] for target in page.targets if not target.startswith("#")}
    assert outside == {f"{pair.page}.html" for pair in series.steps}


@pytest.fixture
def unpaged(series: Series) -> Series:
    """Documents that are no releases, with names that are no anchors, and no page beside the index."""
    named = [
        Release(version=f"apis/a b&{number}.yaml", file=f"apis/a b&{number}.yaml", name=f"apis/a b&{number}.yaml")
        for number, _ in enumerate(series.releases)
    ]
    return dataclasses.replace(series, releases=tuple(named), paged=False)


def test_without_pages_every_link_leads_into_the_index(unpaged: Series) -> None:
    page = Links(FORMATS["html"](unpaged))
    assert len(page.ids) == len(set(page.ids))
    assert {target[:1] for target in page.targets} == {"#"}
    assert {target[1:] for target in page.targets} <= set(page.ids)
    written = FORMATS["markdown"](unpaged)
    targets = re.findall(r"\]\(([^)]*)\)", written)
    assert targets
    assert {target[1:] for target in targets} <= set(re.findall(r'<a id="([^"]*)"', written))
    assert [pair["report"] for pair in json.loads(FORMATS["json"](unpaged))["pairs"]] == [None] * 6


def test_a_pair_in_full_is_a_line_to_copy(unpaged: Series) -> None:
    line = "ringback diff 'apis/a b&0.yaml' 'apis/a b&1.yaml'"
    assert line in FORMATS["text"](unpaged)
    assert model.command(unpaged.pairs[0]) == line


def test_a_table_wider_than_the_terminal_goes_on_below(unpaged: Series, series: Series) -> None:
    narrow = as_text.render(unpaged, width=50).splitlines()
    assert max(map(len, narrow)) <= 50
    headings = [line.split() for line in as_text.render(series, width=80).splitlines() if line.startswith("     1.1")]
    assert headings == [["1.1", "1.2", "2.0"]]
    assert [line.count("apis/a b&") for line in narrow if line.startswith(" " * 17 + "apis")] == [2, 1]


def test_every_table_has_a_caption(series: Series) -> None:
    assert Links(FORMATS["html"](series)).tables == ["table", "caption"] * 6


def test_what_a_release_says_is_inert(series: Series, nasty: str, hostile_report: Report) -> None:
    reports = dict.fromkeys(series.reports, hostile_report)
    odd = dataclasses.replace(series, reports=reports)
    assert not re.search(r"<(script|img|b)\b", FORMATS["html"](odd))
    for name, render in FORMATS.items():
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", render(odd)), name
    from markdown_it import MarkdownIt

    shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(FORMATS["markdown"](odd))
    assert not re.search(r"<(script|img|b|em)\b", shown)
    assert set(re.findall(r'href="([^"#]*)', shown)) == {"", *(f"{pair.page}.md" for pair in series.steps)}

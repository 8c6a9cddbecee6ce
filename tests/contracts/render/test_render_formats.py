"""Every format tells every fact, and none lets a document's text act."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import itertools
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from render_reading import xml

from contracts.findings import Finding, Report
from contracts.render import FORMATS, as_html, as_json, as_text, crowd, verdicts
from contracts.render.around import Around, alone
from contracts.render.excerpt import excerpts
from contracts.render.inert import one_line, visible

SCHEMA = json.loads((resources.files("contracts.render") / "report.schema.json").read_text(encoding="utf-8"))
VOID = {"meta", "br", "img", "input", "hr", "link"}


class Page(HTMLParser):
    """Text, elements and structure of an HTML page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.marked: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & {*self.open}:
            self.text += data
        if "mark" in self.open:
            self.marked[-1] += data

    def attributes(self, tag: str, name: str) -> list[str]:
        return [attrs[name] or "" for each, attrs in self.elements if each == tag and name in attrs]


def markdown_page(text: str) -> Page:
    return Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    else:
        yield str(value)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", visible(text))


def bare(text: str) -> str:
    """Lines of text without what stands before the lines of messages."""
    return re.sub(r"^[ →]*│ ?", "", text, flags=re.MULTILINE)


def xml_words(text: str) -> str:
    parts = [(*element.attrib.values(), element.text or "") for element in xml(text).iter()]
    return "\n".join(itertools.chain(*parts))


def gitlab_words(issue: dict[str, Any]) -> str:
    return "\n".join([*strings(issue), markdown_page(issue["content"]["body"]).text])


TOLD: dict[str, Callable[[Report], str]] = {
    "text": lambda report: bare(as_text.render(report, width=100_000)),
    "json": lambda report: "\n".join(strings(json.loads(as_json.render(report)))),
    "markdown": lambda report: markdown_page(FORMATS["markdown"](report)).text,
    "html": lambda report: Page(FORMATS["html"](report)).text,
    "junit": lambda report: bare(xml_words(FORMATS["junit"](report))),
    "sarif": lambda report: "\n".join(strings(json.loads(FORMATS["sarif"](report)))),
    "github": lambda report: bare(FORMATS["github"](report)),
    "gitlab": lambda report: "\n".join(map(gitlab_words, json.loads(FORMATS["gitlab"](report)))),
}
"""The words a person (or a program) reads in each format."""
WHOLE = [name for name in FORMATS if name != "gitlab"]
"""The formats that tell of the whole report; GitLab's is a list of findings and nothing else."""


def facts(report: Report) -> Iterator[str]:
    yield report.title
    yield verdicts.explanation(report)
    for told in (report.subjects, report.facts, report.skipped, report.unmade):
        for name, value in told.items():
            yield from (name, str(value))
    for name, number in verdicts.counts(report).items():
        yield from (name, str(number))
    for finding in report.findings:
        yield from finding_facts(finding)
    for each in report.ignored:
        yield from (each.finding.rule, each.finding.message, each.finding.fingerprint, each.reason, each.until)
        yield each.place
    if report.coverage:
        for kind, (_, there) in report.coverage.totals().items():
            yield from (kind.value, str(there))


def finding_facts(finding: Finding) -> Iterator[str]:
    yield from (finding.rule, finding.message, finding.severity.value, finding.level.value, finding.fingerprint)
    yield from (finding.verdict.value if finding.verdict else "", finding.direction, finding.subject)
    yield str(finding.seen) if finding.seen != 1 else ""
    yield from (finding.advice, finding.reproduce, *finding.operations, *finding.media_types)
    for place in (finding.old, finding.new):
        yield from (place.line, place.pointer) if place else ()
    if witness := finding.witness:
        yield from (witness.accepted_by, witness.refused_by, witness.place, witness.name, witness.pointer)
        yield from (witness.reason, *witness.confirmed_by)
    yield from (excerpt.text for excerpt in excerpts(finding))


def test_there_is_a_way_to_read_each_format() -> None:
    assert set(TOLD) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_fact_is_told(name: str, report: Report) -> None:
    told = squeezed(TOLD[name](report))
    known = facts(report) if name in WHOLE else (fact for each in report.findings for fact in finding_facts(each))
    assert [fact for fact in known if squeezed(fact) not in told] == []


def test_a_page_of_very_many_findings_tells_every_fact_too(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "MANY", 0)
    told = squeezed(TOLD["html"](report))
    assert "Linesarethoseof" in told
    lines = {place.line for each in report.findings for place in (each.old, each.new) if place}
    known = {*facts(report)} - lines | {f"line {line.rpartition(':')[2]}" for line in lines}
    assert [fact for fact in known if squeezed(fact) not in told] == []


@pytest.mark.parametrize("name", ["text", "json", "markdown", "html", "github"])
def test_what_was_never_reached_is_told(name: str, report: Report) -> None:
    told = squeezed(TOLD[name](report))
    missed = report.coverage.missed() if report.coverage else {}
    words = [
        (where, *(each.goal.what for found in kinds.values() for each in found)) for where, kinds in missed.items()
    ]
    assert [fact for fact in itertools.chain(*words) if squeezed(fact) not in told] == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_fact_that_is_not_there_is_not_told(name: str, comparison: Report) -> None:
    fewer = dataclasses.replace(comparison, findings=comparison.findings[1:])
    told = squeezed(TOLD[name](fewer))
    gone = comparison.findings[0]
    assert gone.fingerprint not in told
    assert squeezed(gone.advice) not in told


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_in_which_findings_were_found_does_not_show(name: str, comparison: Report) -> None:
    turned = dataclasses.replace(comparison, findings=comparison.findings[::-1])
    assert FORMATS[name](turned) == FORMATS[name](comparison)


@pytest.mark.parametrize("name", WHOLE)
def test_nothing_judged_is_never_shown_as_good(name: str, comparison: Report) -> None:
    told = TOLD[name](dataclasses.replace(comparison, findings=(), judged=0))
    assert "No operation was judged" in told
    assert not re.search(r"\bCompatible\b|No change breaks", told)


@pytest.mark.parametrize("name", FORMATS)
def test_no_terminal_control_and_no_direction_mark_comes_through(name: str, hostile_report: Report) -> None:
    assert not re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", FORMATS[name](hostile_report))


@pytest.mark.parametrize("name", FORMATS)
def test_a_lone_surrogate_can_be_written(name: str, comparison: Report) -> None:
    findings = (dataclasses.replace(comparison.findings[0], message="half \ud83d"), *comparison.findings[1:])
    odd = dataclasses.replace(comparison, findings=findings)
    assert "ud83d" in FORMATS[name](odd).encode().decode()


def test_json_is_as_its_schema_says(report: Report) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    data = json.loads(as_json.render(report))
    Draft202012Validator(SCHEMA).validate(data)
    known = {"releases"} if alone(report).timeline else set()
    absent = {"releases", "answers"} - known | {
        name for name in ("coverage", "course") if getattr(report, name) is None
    }
    assert set(data) == set(SCHEMA["properties"]) - absent
    described = SCHEMA["$defs"]
    for finding in data["findings"]:
        assert set(finding) | {"cause", "flaky", "since", "test"} == set(described["finding"]["properties"])
        if witness := finding["witness"]:
            assert set(witness) | {"besides"} == set(described["witness"]["properties"])


def test_json_keeps_the_text_of_a_document_as_it_was(hostile_report: Report, nasty: str) -> None:
    data = json.loads(as_json.render(hostile_report))
    assert data["findings"][0]["message"] == nasty
    assert data["subjects"] == {nasty: nasty}


def test_json_carries_a_body_that_is_no_text(comparison: Report) -> None:
    finding = comparison.findings[0]
    assert finding.witness
    assert finding.witness.request
    request = dataclasses.replace(finding.witness.request, body=b"\xff\x00")
    odd = dataclasses.replace(finding, witness=dataclasses.replace(finding.witness, request=request))
    told = as_json.finding_data(odd)["witness"]["request"]
    assert (told["body"], told["encoding"]) == ("/wA=", "base64")


def test_markdown_from_documents_is_inert(hostile_report: Report, nasty: str) -> None:
    page = markdown_page(FORMATS["markdown"](hostile_report))
    fingerprint = hostile_report.findings[0].fingerprint
    assert {tag for tag, _ in page.elements} <= set(
        "h1 h2 h3 h4 p strong ul li a code pre table thead tbody tr th td".split()
    )
    assert {*page.attributes("a", "href")} == {f"#{fingerprint}"}
    assert page.attributes("a", "id") == [fingerprint]
    assert page.text.count(one_line(nasty)) > 10


@pytest.mark.parametrize(
    "text",
    ["1. one", "10) ten", "- dash", "+ plus", "# hash", "=== ", "> quote", "~~~", "***", "a  \nb", "`", "a`", "``"],
)
def test_markdown_keeps_a_line_a_line(text: str) -> None:
    from contracts.render.as_markdown import code, escape

    for way in (escape, code):
        page = markdown_page(f"- x: {way(text)}\n- {way(text)}")
        assert [tag for tag, _ in page.elements if tag not in ("code",)] == ["ul", "li", "li"]
        assert squeezed(page.text) == squeezed(f"x:{text}{text}")


def test_a_code_block_cannot_be_closed_from_inside() -> None:
    from contracts.render.as_markdown import block

    text = "```\n<script>\n````\n~~~"
    page = markdown_page(block(text, "http"))
    assert [tag for tag, _ in page.elements] == ["pre", "code"]
    assert page.text.strip() == text


def test_html_from_documents_is_inert(hostile_report: Report) -> None:
    page = Page(FORMATS["html"](hostile_report))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"img", "iframe", "object", "link", "b"}
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert all(target.startswith("#") for target in page.attributes("a", "href"))
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert page.open == []


def test_text_from_documents_is_no_markup(hostile_report: Report) -> None:
    colored = as_text.render(hostile_report, color=True, width=100_000)
    assert "[red]rich[/red]" in colored
    assert ":smile:" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == as_text.render(hostile_report, width=100_000)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_text_fits_its_width(width: int, report: Report) -> None:
    from rich.cells import cell_len

    lines = as_text.render(report, width=width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]


def test_text_is_coloured_only_when_asked(comparison: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in as_text.render(comparison)
    assert "\x1b[" in as_text.render(comparison, color=True)


def test_html_stands_alone(report: Report) -> None:
    text = FORMATS["html"](report)
    page = Page(text)
    policy = page.attributes("meta", "content")
    script = text.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in policy
    assert not [attrs for _, attrs in page.elements if {"src", "srcset", "style"} & set(attrs)]
    assert "url(" not in text.partition("</style>")[0]
    assert "@import" not in text.partition("</style>")[0]


def test_html_has_headings_in_order_and_landmarks(report: Report) -> None:
    page = Page(FORMATS["html"](report))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert {"header", "main", "footer"} <= {tag for tag, _ in page.elements}
    assert page.attributes("html", "lang") == ["en"]


def test_html_ids_are_unique_and_every_link_has_a_target(comparison: Report) -> None:
    twice = dataclasses.replace(
        comparison, findings=(*comparison.findings, dataclasses.replace(comparison.findings[1]))
    )
    page = Page(FORMATS["html"](twice))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in page.attributes("a", "href")} <= set(ids)


def test_html_opens_what_breaks_and_marks_the_part_that_matters(comparison: Report) -> None:
    page = Page(FORMATS["html"](comparison))
    opened = ["open" in attrs for tag, attrs in page.elements if tag == "details"]
    assert opened.count(True) == len(comparison.breaking)
    assert opened.count(False) == len(comparison.findings) - len(comparison.breaking)
    assert "size=500" in page.marked
    assert '"language": "fr"' in page.marked
    assert "GET /api/account HTTP/1.1" in page.marked


def test_html_marks_two_releases_of_the_catalogue_among_all(comparison: Report) -> None:
    pair = {"old": "phonebridge-webapp@1.3.4", "new": "phonebridge-webapp@1.3.8"}
    page = as_html.render(dataclasses.replace(comparison, subjects=pair))
    assert page.count("<li") - page.count('<li class="here">') >= 7
    assert page.count('<li class="here">') == 2
    assert "old release of this page" in page
    elsewhere = {"old": "phonebridge-webapp@1.3.4", "new": "api.yaml"}
    assert 'class="timeline"' not in as_html.render(dataclasses.replace(comparison, subjects=elsewhere))


def test_html_links_to_its_neighbours(comparison: Report) -> None:
    page = Page(as_html.render(comparison, Around(links={"All <releases>": "index"})))
    assert "index.html" in page.attributes("a", "href")
    assert "All <releases>" in page.text


def luminance(color: str) -> float:
    digits = color if len(color) == 6 else "".join(each * 2 for each in color)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


CONTRASTS = [
    *[(text, ground) for text in ("text", "quiet", "link", "bad") for ground in ("page", "card")],
    *[(tone, f"{tone}-soft") for tone in ("bad", "warn", "good", "note")],
    *[("text", soft) for soft in ("bad-soft", "warn-soft", "good-soft", "note-soft", "code")],
    ("mark-text", "mark"),
    *[("on-h", heat) for heat in ("h1", "h2", "h3")],
    ("on-h-strong", "h5"),
    ("on-h4", "h4"),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), CONTRASTS)
def test_colours_have_the_contrast_that_wcag_asks_for(scheme: int, text: str, ground: str) -> None:
    style = (resources.files("specs") / "look" / "tokens.css").read_text(encoding="utf-8")
    colors = dict(re.findall(r"--([\w-]+): #(\w+)", re.findall(r":root \{(.*?)\}", style, re.DOTALL)[scheme]))
    brighter, darker = sorted((luminance(colors[text]), luminance(colors[ground])), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def test_html_escapes_what_it_shows(comparison: Report) -> None:
    shown = FORMATS["html"](dataclasses.replace(comparison, title="a < b & c"))
    assert f"<h1>{html.escape('a < b & c')}</h1>" in shown

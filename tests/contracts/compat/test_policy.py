"""A team's policy: what a version has to say, how removals are announced, what weighs more or less, what may pass."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from contracts.compat.compare import compare
from contracts.compat.policy import written
from contracts.compat.policy.applying import applied
from contracts.compat.policy.notice import Releases, as_date
from contracts.compat.rules.policy import RULES
from contracts.errors import ContractError
from contracts.findings import Level, Report, Severity
from specs.load import from_mapping

DAY = date(2026, 11, 29)
SIZE = {"name": "size", "in": "query", "schema": {"type": "integer"}}


def api(version: str = "1.0.0", **paths: Any) -> dict[str, Any]:
    """A document with an operation on each path; what is said of an operation goes into it."""
    items = {f"/{name}": {"get": {"responses": {"200": {"description": "."}}, **said}} for name, said in paths.items()}
    return {"openapi": "3.0.3", "info": {"title": "T", "version": version}, "paths": items}


def judged(
    old: dict[str, Any],
    new: dict[str, Any],
    *,
    earlier: tuple[dict[str, Any], ...] = (),
    level: Level = Level.WIRE,
    **said: Any,
) -> Report:
    policy = written.policy(said, lambda pointer: f"ringback.toml:1 #/diff{pointer}")
    one, other = from_mapping(old), from_mapping(new)
    releases = Releases(old=one, new=other, earlier=tuple(map(from_mapping, earlier)), day=DAY)
    return applied(policy, releases, compare(one, other), level)


def policy_rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings} & {rule.id for rule in RULES}


SAME = api(a={})
MORE = api(a={}, b={})
TOLD = api(a={"summary": "new words"})
RENAMED = api(a={"operationId": "other"})
KINDS = {
    "nothing": (SAME, SAME),
    "addition": (SAME, MORE),
    "break": (MORE, SAME),
    "texts": (SAME, TOLD),
    "deprecation": (SAME, api(a={"deprecated": True})),
    "code": (api(a={"operationId": "one"}), RENAMED),
}
DATES = r"(?P<major>\d{4}-\d\d-\d\d)"
SERIES = r"(?P<major>\d+\.\d+(\.\d+)?)"


@pytest.mark.parametrize(
    ("kind", "was", "now", "scheme", "told"),
    [
        ("nothing", "1.0.0", "1.0.0", "", None),
        ("texts", "1.0.0", "1.0.0", "", "version-understates-change"),
        ("texts", "1.0.0", "1.0.1", "", None),
        ("addition", "1.0.9", "1.0.10", "", "version-understates-change"),
        ("addition", "1.0.9", "1.1.0", "", None),
        ("deprecation", "1.0.0", "1.0.1", "", "version-understates-change"),
        ("deprecation", "1.0.0", "1.1.0", "", None),
        ("break", "1.9.0", "1.10.0", "", "version-understates-change"),
        ("break", "1.9.0", "2.0.0", "", None),
        ("break", "1.9.0", "2.0.0-rc.1+build.5", "", None),
        ("break", "2.0.0-rc.1", "2.0.0-rc.2", "", None),
        ("break", "0.4.1", "0.4.2", "", "version-understates-change"),
        ("break", "0.4.1", "0.5.0", "", None),
        ("addition", "0.4.1", "0.4.2", "", None),
        ("break", "0.4.1", "1.0.0", "", None),
        ("nothing", "1.10.0", "1.9.0", "", "version-went-back"),
        ("break", "2.0.0", "1.9.9", "", "version-went-back"),
        ("nothing", "1.2", "1.2.0", "", None),
        ("nothing", "1.2.0", "v2", "", "version-not-in-scheme"),
        ("nothing", "1.2.0", "01.3.0", "", "version-not-in-scheme"),
        ("break", "2026-01-31", "2026-01-31", DATES, "version-understates-change"),
        ("break", "2026-01-31", "2026-02-01", DATES, None),
        ("addition", "2026-01-31", "2026-01-31", DATES, None),
        ("nothing", "2026-02-01", "2026-01-31", DATES, "version-went-back"),
        ("break", "1.3.7", "1.3.8", SERIES, None),
        ("break", "1.3.7", "1.3.7", SERIES, "version-understates-change"),
        ("break", "1.3.9", "1.3.10", SERIES, None),
        ("nothing", "1.3.7", "1.3.7a", SERIES, "version-not-in-scheme"),
    ],
)
def test_a_version_has_to_say_what_changed(kind: str, was: str, now: str, scheme: str, told: str | None) -> None:
    old, new = (json.loads(json.dumps(each)) for each in KINDS[kind])
    old["info"]["version"], new["info"]["version"] = was, now
    report = judged(old, new, versions={"pattern": scheme} if scheme else {"scheme": "semantic"})
    assert policy_rules(report) == ({told} if told else set())


@pytest.mark.parametrize(("level", "wrong"), [(Level.WIRE, False), (Level.CODE, True), (Level.BEHAVIOUR, True)])
def test_what_breaks_code_is_a_break_to_those_who_promise_more(level: Level, wrong: bool) -> None:
    old, new = (json.loads(json.dumps(each)) for each in KINDS["code"])
    new["info"]["version"] = "1.1.0"
    report = judged(old, new, versions={"scheme": "semantic"}, level=level)
    assert policy_rules(report) == ({"version-understates-change"} if wrong else set())


def test_a_finding_about_a_version_shows_what_it_should_be() -> None:
    (_, found) = judged(api("1.4.0", a={}, b={}), api("1.5.0", a={}), versions={"scheme": "semantic"}).findings
    assert found.message == (
        "The version says less than what changed: 1.4.0 → 1.5.0, which is a minor step; 1 change that breaks needs a"
        " major one"
    )
    assert found.old
    assert found.new
    assert (found.old.pointer, found.new.pointer, found.verdict) == ("/info/version", "/info/version", None)


GONE = {"deprecated": True}
BEFORE = {"deprecated": True, "x-sunset": "2026-11-28"}
AFTER = {"deprecated": True, "x-sunset": "2026-11-30"}


@pytest.mark.parametrize(
    ("was", "removals", "told"),
    [
        ({}, {}, {"removal-not-announced"}),
        (GONE, {}, set()),
        (GONE, {"sunset": True}, {"sunset-missing"}),
        (GONE, {"days": 1}, {"sunset-missing"}),
        (BEFORE, {"sunset": True}, set()),
        (AFTER, {}, {"removal-before-sunset"}),
        ({"deprecated": True, "x-sunset": "soon"}, {}, {"sunset-not-a-date"}),
        (GONE, {"releases": 2}, {"removal-on-short-notice"}),
    ],
)
def test_what_goes_has_to_be_announced(was: dict[str, Any], removals: dict[str, Any], told: set[str]) -> None:
    report = judged(api(a={}, b=was), SAME, removals=removals)
    assert policy_rules(report) == told
    (gone,) = (each for each in report.findings if each.rule == "operation-removed")
    assert gone.severity is (Severity.ERROR if told else Severity.WARNING)
    assert gone.message.endswith(")" if not told else "gone")


@pytest.mark.parametrize(
    ("now", "removals", "told"),
    [
        (GONE, {}, set()),
        (GONE, {"sunset": True}, {"sunset-missing"}),
        (AFTER, {"sunset": True}, set()),
        (AFTER, {"days": 1}, set()),
        (AFTER, {"days": 2}, {"sunset-too-soon"}),
        (BEFORE, {"sunset": True}, {"sunset-too-soon"}),
        ({"deprecated": True, "x-sunset": "Tue, 01 Dec 2026 00:00:00 GMT"}, {"days": 2}, set()),
        ({"deprecated": True, "x-sunset": "?"}, {"days": 2}, {"sunset-not-a-date"}),
    ],
)
def test_what_is_deprecated_says_when_it_goes(now: dict[str, Any], removals: dict[str, Any], told: set[str]) -> None:
    assert policy_rules(judged(api(a={}), api(a=now), removals=removals)) == told


@pytest.mark.parametrize(
    ("earlier", "told"),
    [
        ((api(a={}, b=GONE),), set()),
        ((api(a={}, b={}),), {"removal-on-short-notice"}),
        ((api(a={}),), {"removal-on-short-notice"}),
        ((api(a={}, b=GONE), api(a={}, b={})), {"removal-on-short-notice"}),
    ],
)
def test_notice_can_be_asked_for_in_releases(earlier: tuple[dict[str, Any], ...], told: set[str]) -> None:
    report = judged(api(a={}, b=GONE), SAME, earlier=earlier, removals={"releases": 2})
    assert policy_rules(report) == told


def with_parameters(*parameters: dict[str, Any]) -> dict[str, Any]:
    return api(a={"parameters": list(parameters)})


def test_a_parameter_is_known_by_its_name_in_earlier_releases() -> None:
    page = {**SIZE, "name": "page"}
    old, earlier = with_parameters(page, SIZE | GONE), with_parameters(SIZE | GONE, page)
    assert policy_rules(judged(old, with_parameters(page), earlier=(earlier,), removals={"releases": 2})) == set()


@pytest.mark.parametrize("said", [{}, GONE])
@pytest.mark.parametrize("required", [[], ["name"]])
def test_properties_and_parameters_are_announced_too(said: dict[str, Any], required: list[str]) -> None:
    body = {"type": "object", "properties": {"name": {"type": "string", **said}}, "required": required}
    answer = {"200": {"description": ".", "content": {"application/json": {"schema": body}}}}
    less = json.loads(json.dumps(answer).replace(json.dumps(body), json.dumps({"type": "object", "properties": {}})))
    told = set() if said else {"removal-not-announced"}
    assert policy_rules(judged(api(a={"responses": answer}), api(a={"responses": less}), removals={})) == told
    assert policy_rules(judged(with_parameters(SIZE | said), with_parameters(), removals={})) == told


def test_what_promised_nothing_needs_no_announcement() -> None:
    draft = api(a={}, b={"x-stability-level": "draft"})
    assert policy_rules(judged(draft, SAME, removals={})) == set()


def test_a_sunset_that_comes_sooner_leaves_time_still() -> None:
    was, now = ({"deprecated": True, "x-sunset": day} for day in ("2027-12-31", "2026-12-31"))
    assert policy_rules(judged(api(a=was), api(a=now), removals={"days": 30})) == set()
    assert policy_rules(judged(api(a=was), api(a=now), removals={"days": 90})) == {"sunset-too-soon"}


@pytest.mark.parametrize("said", [{}, GONE])
def test_headers_are_announced_too(said: dict[str, Any]) -> None:
    header = {"X-Total": {"schema": {"type": "integer"}, **said}}
    answers = ({"200": {"description": ".", **more}} for more in ({"headers": header}, {}))
    old, new = (api(a={"responses": each}) for each in answers)
    assert policy_rules(judged(old, new, removals={})) == (set() if said else {"removal-not-announced"})


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-06-30", date(2027, 6, 30)),
        ("2027-06-30T12:00:00Z", date(2027, 6, 30)),
        ("Wed, 30 Jun 2027 12:00:00 GMT", date(2027, 6, 30)),
        ("30.6.2027", None),
        ("", None),
    ],
)
def test_a_sunset_is_a_day(text: str, day: date | None) -> None:
    assert as_date(text) == day


BREAK = {"rule": "operation-removed"}


@pytest.mark.parametrize(
    ("selector", "fits"),
    [
        ({"rule": "operation-removed"}, True),
        ({"rules": ["operation-added", "operation-removed"]}, True),
        ({"rule": "operation-added"}, False),
        ({"operation": "GET /b"}, True),
        ({"operations": ["/a", "/b*"]}, True),
        ({"operation": "**"}, True),
        ({"operation": "GET /a"}, False),
        ({"subject": "GET /b"}, True),
        ({"subject": "GET *"}, True),
        ({"subject": "GET"}, False),
        ({"rule": "operation-removed", "subject": "POST *"}, False),
        ({"fingerprint": compare(from_mapping(MORE), from_mapping(SAME)).findings[0].fingerprint}, True),
        ({"fingerprint": "0123456789abcdef"}, False),
    ],
)
def test_an_override_and_an_ignore_mean_findings_with_all_that_they_say(selector: dict[str, Any], fits: bool) -> None:
    (found, *_) = judged(MORE, SAME, overrides=[{**selector, "severity": "note"}]).findings
    assert found.severity is (Severity.NOTE if fits else Severity.ERROR)
    report = judged(MORE, SAME, ignore=[{**selector, "reason": "why not"}])
    assert len(report.ignored) == fits
    assert policy_rules(report) == (set() if fits else {"ignore-unused"})


def test_what_is_ignored_is_told_with_its_reason() -> None:
    (let_pass,) = judged(MORE, SAME, ignore=[{**BREAK, "reason": "never called", "until": "2026-11-29"}]).ignored
    assert (let_pass.finding.subject, let_pass.reason, let_pass.until) == ("GET /b", "never called", "2026-11-29")
    assert let_pass.place == "ringback.toml:1 #/diff/ignore/0"


def test_an_ignore_that_is_over_lets_nothing_pass() -> None:
    report = judged(MORE, SAME, ignore=[{**BREAK, "reason": "never called", "until": "2026-11-28"}])
    assert [each.rule for each in report.findings] == ["operation-removed", "ignore-expired"]
    assert report.ignored == ()


def test_the_first_that_fits_holds() -> None:
    overrides = [{"operation": "/b", "severity": "note"}, {**BREAK, "severity": "warning"}]
    assert judged(MORE, SAME, overrides=overrides).findings[0].severity is Severity.NOTE


def test_what_else_is_reached_is_not_ignored() -> None:
    shared = {"components": {"parameters": {"Size": SIZE | {"schema": {"type": "integer", "maximum": 9}}}}}
    reference = {"parameters": [{"$ref": "#/components/parameters/Size"}]}
    old = {**api(a=reference, b=reference), **shared}
    new = {**old, **json.loads(json.dumps(shared).replace("9", "5"))}
    report = judged(old, new, ignore=[{"operation": "/b", "reason": "nobody calls it"}])
    assert report.ignored == ()
    unused = report.findings[-1]
    assert unused.rule == "ignore-unused"
    assert unused.message.endswith(": request-constraint-tightened of parameter Size reaches GET /a, too")


def test_an_override_for_operations_that_are_nowhere_is_told() -> None:
    assert policy_rules(judged(SAME, SAME, overrides=[{"operation": "/nowhere", "severity": "note"}])) == {
        "override-unused"
    }


def test_what_a_policy_says_itself_can_be_overridden_and_ignored() -> None:
    asked = {"removals": {}, "versions": {"scheme": "semantic"}}
    overrides = [{"rule": "version-understates-change", "severity": "note"}]
    ignore = [{"rule": "removal-not-announced", "reason": "it never worked"}]
    report = judged(MORE, SAME, **asked, overrides=overrides, ignore=ignore)
    assert {each.rule: each.severity for each in report.findings}["version-understates-change"] is Severity.NOTE
    assert [each.finding.rule for each in report.ignored] == ["removal-not-announced"]


def test_what_is_ignored_asks_for_no_version() -> None:
    ignore = [{**BREAK, "reason": "never called"}]
    assert policy_rules(judged(MORE, SAME, versions={"scheme": "semantic"}, ignore=ignore)) == set()


def test_without_a_policy_a_report_stays_as_it_is() -> None:
    assert judged(MORE, SAME) == compare(from_mapping(MORE), from_mapping(SAME))


@pytest.mark.parametrize(
    ("pattern", "told"),
    [(r"(?P<major>\d+", "not a regular expression"), (r"\d+", "names nothing that has to move"), ("(?P<n>.)", "names")],
)
def test_a_pattern_that_says_nothing_is_refused(pattern: str, told: str) -> None:
    with pytest.raises(ContractError, match=rf"^ringback.toml:1 #/diff/versions/pattern: .*{told}"):
        judged(SAME, SAME, versions={"pattern": pattern})

"""An account that was tested by the engine is as it was before, and its secrets are nowhere."""

from __future__ import annotations

import base64
import dataclasses
import html
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from account_server import DOCUMENT, EMAIL, PASSWORD, Account, serving
from crashing import crash

from contracts.conformance.auth import Credentials
from contracts.conformance.choices import Choices
from contracts.errors import ContractError
from contracts.findings import Report
from contracts.live import engine
from contracts.live.profile import Budget, Profile, Writes
from contracts.live.running import run
from specs import load

CREDENTIALS = Credentials(identifier=EMAIL, password=PASSWORD)
CHOICES = Choices(seed=1, max_examples=1, phases=("coverage", "stateful"))
FAST = Budget(per_second=2_000)


def examined(account: Account, home: Path, writes: Writes, budget: Budget = FAST) -> Report:
    with serving(account) as url:
        profile = Profile(name="test", url=url, writes=writes, budget=budget)
        return run(load(str(DOCUMENT)), profile, CREDENTIALS, CHOICES, home=home).report


def test_reading_only_sends_nothing_but_safe_methods(tmp_path: Path) -> None:
    account = Account(lifetime=15)
    report = examined(account, tmp_path, Writes.NONE)
    assert account.unsafe() == []
    assert account.seen["POST", "/v1/login"] > sum(account.seen.values()) / 20, "and tokens are renewed in each phase"
    assert "cut short" not in report.facts
    assert account.dump() == account.before
    assert ("GET", "/v1/logout") not in account.seen
    assert {"GET /notes", "GET /notes/{id}", "GET /me"} <= set(load(str(DOCUMENT)).by_key) - set(report.skipped)
    assert "read-only" in report.skipped["POST /notes"]


def test_what_was_there_is_never_changed_nothing_is_left_and_no_secret_is_anywhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    account = Account(mood="leaky")
    report = examined(account, tmp_path, Writes.OWNED)
    assert account.dump() == account.before
    assert report.facts["created"] == account.made > 10
    assert report.facts["left behind"] == 0
    assert account.seen["DELETE", "/v1/notes/N"] > 0
    assert account.seen["PUT", "/v1/notes/N"] > 0, "what it created is changed"
    assert account.seen["POST", "/v1/login"] == 1
    assert not {"/v1/signup", "/v1/logout", "/v1/audit", "/v1/notes/N/publish"} & {path for _, path in account.seen}
    assert len(account.runs) == 1, "each request names its run, the log-in, too"
    assert account.runs == {report.facts["run"]}
    demand_no_secret(account, report, tmp_path, "".join(capfd.readouterr()))


def demand_no_secret(account: Account, report: Report, folder: Path, said: str) -> None:
    told = repr(dataclasses.astuple(report)).encode() + said.encode()
    everything = told + b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert report.findings, "it does break its document"
    assert len(account.secrets) > 3
    for secret in account.secrets:
        for form in forms(secret):
            assert form not in everything, form


def forms(secret: str) -> Iterator[bytes]:
    """The ways in which a secret may stand somewhere."""
    raw = secret.encode()
    yield from (raw, raw.hex().encode(), base64.b64encode(raw)[:-4], base64.urlsafe_b64encode(raw)[:-4])
    yield from (quote(secret, safe="").encode(), html.escape(secret).encode(), json.dumps(secret)[1:-1].encode())


def test_a_server_that_breaks_down_is_left_alone(tmp_path: Path) -> None:
    account = Account(mood="broken")
    report = examined(account, tmp_path, Writes.OWNED, Budget(per_second=2_000, errors=5))
    assert report.facts["cut short"] == "5 errors in a row"
    assert sum(account.seen.values()) < 40


def test_what_an_engine_created_that_crashed_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "test", crash)
    account = Account()
    with pytest.raises(ContractError, match="the test engine ended before its time"):
        examined(account, tmp_path, Writes.OWNED)
    assert account.made == 1
    assert account.dump() == account.before


def test_wrong_credentials_are_tried_once(tmp_path: Path) -> None:
    account = Account()
    with serving(account) as url:
        wrong = Credentials(identifier=EMAIL, password="not the one")
        profile = Profile(name="test", url=url)
        with pytest.raises(ContractError, match="login refused"):
            run(load(str(DOCUMENT)), profile, wrong, CHOICES, home=tmp_path)
    assert account.seen == {("POST", "/v1/login"): 1}


def test_what_cannot_be_deleted_is_told_with_the_line_that_deletes_it(tmp_path: Path) -> None:
    account = Account(mood="stuck")
    with serving(account) as url:
        profile = Profile(name="test", url=url, writes=Writes.OWNED, budget=Budget(per_second=2_000, requests=40))
        choices = Choices(seed=1, max_examples=1, phases=("coverage",))
        report = run(load(str(DOCUMENT)), profile, CREDENTIALS, choices, home=tmp_path).report
    left = [each for each in report.findings if each.rule == "left-behind"]
    assert len(left) == report.facts["left behind"] > 0
    assert left[0].reproduce.startswith(f"curl -X DELETE {url}/note")
    assert left[0].reproduce.endswith(' -H "Authorization: Bearer $TOKEN"')

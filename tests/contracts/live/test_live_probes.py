"""The checks that send requests of their own pass the gateway as all others do."""

from __future__ import annotations

from pathlib import Path

from account_server import DOCUMENT, EMAIL, PASSWORD, Account, serving

from contracts.conformance.auth import Credentials
from contracts.conformance.choices import Choices
from contracts.conformance.probes.selection import selected
from contracts.findings import Report
from contracts.live.profile import Budget, Profile, Writes
from contracts.live.running import run
from specs import load

CHOICES = Choices(seed=1, max_examples=1, phases=("probes",), checks=selected())


def examined(account: Account, home: Path, writes: Writes) -> Report:
    with serving(account) as url:
        profile = Profile(name="test", url=url, writes=writes, budget=Budget(per_second=2_000))
        credentials = Credentials(identifier=EMAIL, password=PASSWORD)
        return run(load(str(DOCUMENT)), profile, credentials, CHOICES, home=home).report


def test_reading_only_they_send_nothing_but_safe_methods(tmp_path: Path) -> None:
    account = Account()
    report = examined(account, tmp_path, Writes.NONE)
    assert account.unsafe() == []
    assert account.dump() == account.before
    assert account.seen["GET", "/v1/notes"] > 1
    assert report.unmade["write-not-read-back"] == "it creates and changes things, and that is not allowed here"


def test_what_they_create_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    account = Account()
    report = examined(account, tmp_path, Writes.OWNED)
    assert account.dump() == account.before
    assert account.made > 5
    assert report.facts["left behind"] == 0
    assert account.seen["POST", "/v1/login"] == 1
    assert report.unmade["account-existence-told"].startswith("it needs an account that logs in")
    assert "second account" in report.unmade["foreign-item-reached"]
    assert {each.rule for each in report.findings} == set()

"""The checks that send requests of their own pass the gateway as all others do."""

from __future__ import annotations

from pathlib import Path

import pytest
from account_server import DOCUMENT, EMAIL, OTHER_EMAIL, OTHER_PASSWORD, PASSWORD, Account, serving

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
    account = Account(lifetime=5)
    report = examined(account, tmp_path, Writes.NONE)
    assert account.unsafe() == []
    assert account.seen["POST", "/v1/login"] > 2, "a token that has expired is renewed here, too"
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
    assert "try_log_in" in report.unmade["account-existence-told"]
    assert "second account" in report.unmade["foreign-item-reached"]
    assert {each.rule for each in report.findings} == set()


@pytest.mark.parametrize(("mood", "found"), [("", set()), ("trusting", {"foreign-item-reached"})])
def test_a_second_account_is_tried_on_what_the_run_created_and_on_nothing_else(
    mood: str, found: set[str], tmp_path: Path
) -> None:
    account = Account(mood=mood)
    choices = Choices(seed=1, phases=("probes",), checks=frozenset({"foreign-item-reached"}))
    with serving(account) as url:
        profile = Profile(name="test", url=url, writes=Writes.OWNED, budget=Budget(per_second=2_000))
        one = Credentials(identifier=EMAIL, password=PASSWORD)
        other = Credentials(identifier=OTHER_EMAIL, password=OTHER_PASSWORD)
        report = run(load(str(DOCUMENT)), profile, one, choices, other=other, home=tmp_path).report
    assert report.unmade == {}
    assert {each.rule for each in report.findings} == found
    assert account.dump() == account.before
    assert account.seen["POST", "/v1/login"] == 2, "one for each account"
    assert account.made > 0
    written = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert not any(secret.encode() in written + repr(report).encode() for secret in account.secrets)


@pytest.mark.parametrize(("mood", "found"), [("", set()), ("telling", {"account-existence-told"})])
def test_a_wrong_password_is_tried_once_where_the_profile_allows_it(mood: str, found: set[str], tmp_path: Path) -> None:
    account = Account(mood=mood)
    choices = Choices(
        seed=1, phases=("coverage", "probes"), max_examples=1, checks=frozenset({"account-existence-told"})
    )
    with serving(account) as url:
        profile = Profile(name="test", url=url, try_log_in=True, budget=Budget(per_second=2_000))
        one = Credentials(identifier=EMAIL, password=PASSWORD)
        report = run(load(str(DOCUMENT)), profile, one, choices, home=tmp_path).report
    assert report.unmade == {}
    assert {each.rule for each in report.findings} == found
    assert account.seen["POST", "/v1/login"] == 3, "the run's own, a wrong one, and one of nobody"

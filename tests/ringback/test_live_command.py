"""What a person says of a live account on the command line and in the configuration, and what is refused."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from contracts.errors import ContractError
from contracts.live.profile import Profile, Writes
from ringback import accounts, live
from ringback.cli import cli
from ringback.config.errors import ConfigError

SPEC = "phonebridge-webapp@1.3.8"
PROFILE = """
[[test.profiles]]
name = "staging"
url = "http://127.0.0.1:9/"
account = "me@example.org"
writes = "{writes}"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "ringback.toml").write_text(PROFILE.format(writes="owned"))
    return tmp_path


def call(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, list(arguments), input=typed)


def test_explain_tells_what_holds_for_each_operation(folder: Path) -> None:
    told = call("test", SPEC, "--live", "staging", "--explain")
    assert told.exit_code == 0, told.output
    lines = [line.split() for line in told.stdout.splitlines()]
    assert ["GET", "/api/users/me", "sent"] in lines
    assert ["DELETE", "/api/clients/{id}", "owned", "only"] in lines
    assert any(line[:3] == ["POST", "/api/register", "dangerous"] for line in lines)
    read_only = call("test", SPEC, "--live", "staging", "--explain", "--writes", "none")
    assert ["DELETE", "/api/clients/{id}", "read-only"] in [line.split()[:3] for line in read_only.stdout.splitlines()]


def test_plan_sends_nothing_to_the_account_and_tells_what_would_be_sent(folder: Path) -> None:
    told = call("test", "phonebridge-client@1.3.8", "--live", "staging", "--plan", "--max-examples", "1", "--seed", "1")
    assert told.exit_code == 0, told.output
    counted = {" ".join(line.split()[:2]): line.split()[2] for line in told.stdout.splitlines() if "/api/" in line}
    assert int(counted["GET /api/users/me/clients"]) > 0
    assert counted["POST /api/authenticate"] == "0"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--live", "staeging"), "did you mean staging?"),
        (("--writes", "none"), "--live PROFILE"),
        (("--live", "staging", "--writes", "open"), "say --account me@example.org"),
        (("--live", "staging", "--writes", "open", "--account", "you"), "say --account me@example.org"),
        (("--live", "staging", "--writes", "open", "--account", "me@example.org"), "no terminal is there"),
        (("--live", "staging"), "127.0.0.1:9 cannot be reached: nobody listens there"),
        *(
            (("--live", "staging", "--url", url), "has an address that nothing can be sent to")
            for url in (
                "http://h:99999/x",
                "http://a..b/",
                "http://",
                "http://[::1",
                "https://me:secret@h/",
                "ftp://h/",
            )
        ),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    arguments: tuple[str, ...], said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGBACK_EMAIL", "me@example.org")
    monkeypatch.setenv("RINGBACK_PASSWORD", "a password")
    told = call("test", SPEC, *arguments)
    assert said in (told.output + str(told.exception))
    assert "a password" not in told.output + str(told.exception)


@pytest.mark.parametrize(("typed", "allowed"), [("me@example.org", True), ("me@example.com", False)])
def test_an_account_that_may_be_changed_as_a_whole_is_typed_again(
    typed: str, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = Profile(name="staging", url="", writes=Writes.OPEN, account="me@example.org")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: typed)
    told = nullcontext() if allowed else pytest.raises(ContractError, match="nothing was sent")
    with told:
        live.demand_consent(chosen, "me@example.org")


def test_a_profile_that_is_wrong_is_told_with_its_line(folder: Path) -> None:
    (folder / "ringback.toml").write_text(PROFILE.format(writes="everything"))
    told = call("test", SPEC, "--live", "staging")
    assert isinstance(told.exception, ConfigError)
    assert "ringback.toml:6" in str(told.exception)


def test_a_file_of_credentials_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "credentials.toml"
    file.write_text('email = "me@example.org"\npassword = "secret"')
    file.chmod(0o644)
    with pytest.raises(ContractError, match="others than its owner can read it"):
        accounts.credentials(f"file:{file}")
    file.chmod(0o600)
    found = accounts.credentials(f"file:{file}")
    assert found is not None
    assert found.can_log_in
    file.write_text("nothing = 1")
    with pytest.raises(ContractError, match="no credentials are there"):
        accounts.credentials(f"file:{file}")


def test_cleaning_up_what_is_not_there_is_told(folder: Path) -> None:
    assert call("cleanup").exit_code == 0
    told = call("cleanup", "20260101-000000-abcdef")
    assert "there is no run" in str(told.exception)
    assert "there is no run" in str(call("cleanup", "..").exception)

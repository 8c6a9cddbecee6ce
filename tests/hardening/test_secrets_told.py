"""Secrets that a user gives to a command, by whatever way: none of them is in what it prints or leaves behind."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from many_commands import Try, attacked
from raw_requests import ATTACKED

from contracts.errors import ContractError
from ringback.accounts import credentials

pytestmark = pytest.mark.xdist_group("secrets")  # the commands are run once for all
SECRET = "hunter2troub4dor"
"""The same in a URL, in JSON and in HTML."""
_SIGNED = {"key": {"type": "http", "scheme": "bearer"}, "plain": {"type": "http", "scheme": "basic"}}
_KEYED = {
    "head": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "k"},
}
_DOCUMENT = {
    **ATTACKED,
    "security": [{each: []} for each in (*_SIGNED, *_KEYED)],
    "components": {"securitySchemes": {**_SIGNED, **_KEYED}},
}
_FILES = {"api.json": json.dumps(_DOCUMENT).encode()}
_RECORDED = {
    "request": {
        "method": "GET",
        "url": f"http://user:{SECRET}@127.0.0.1/things?k={SECRET}",
        "headers": [["Authorization", f"Bearer {SECRET}"], ["Cookie", f"a={SECRET}"], ["X-Key", SECRET]],
    },
    "response": {"status": 200, "headers": [["Set-Cookie", f"a={SECRET}"]], "body": "[]"},
}
_LIVE = f"[[test.profiles]]\nname = 'a'\nurl = 'http://user:{SECRET}@127.0.0.1:9'\n".encode()
_ALL = ("--output", "a.txt", "--output", "a.json", "--output", "a.html", "--output", "a.md", "--output", "a.xml")
_TEST = ("--seed", "1", "--max-examples", "1", "--max-time", "1", "--journal", "--runs", "runs", *_ALL)
_WITH = f"http://user:{SECRET}@"
GIVEN: dict[str, tuple[tuple[str, ...], dict[str, bytes]]] = {
    "a document's address": (("diff", f"{_WITH}{{at}}/api.json", "plain.json", *_ALL), _FILES),
    "an address of nobody": (("diff", f"{_WITH}127.0.0.1:9/api.json", "plain.json"), _FILES),
    "an address of nothing": (("specs", "check", f"{_WITH}{{at}}/nothing.json"), _FILES),
    "a bundle's address": (("specs", "bundle", f"{_WITH}{{at}}/api.json"), _FILES),
    "an address that is tested": (("test", f"{_WITH}{{at}}/api.json", *_TEST), _FILES),
    "a server's address": (("test", "api.json", "--url", f"{_WITH}127.0.0.1:9", *_TEST), _FILES),
    "what a server publishes": (("compare-live", "api.json", f"{_WITH}{{at}}/api.json", *_ALL), _FILES),
    "an upstream": (("proxy", "api.json", "--port", "0", "--upstream", f"{_WITH}127.0.0.1:9"), _FILES),
    "a mock's accounts": (
        ("mock", "api.json", "--port", "0", "--account", f"a@b.c:{SECRET}", "--control-token", SECRET),
        _FILES,
    ),
    "a database": (("mock", "api.json", "--port", "0", "--state", f"postgresql://user:{SECRET}@127.0.0.1:9/a"), _FILES),
    "a database that is none": (
        ("mock", "api.json", "--port", "0", "--state", f"nosuch://user:{SECRET}@127.0.0.1/a"),
        _FILES,
    ),
    "a database of examples": (
        ("test", "api.json", "--example-database", f"redis://:{SECRET}@127.0.0.1:9/0", *_TEST),
        _FILES,
    ),
    "what failed": (
        ("test", "api.json", "--url", "http://{at}", "--example-database", "failed", "--phase", "fuzzing", *_TEST),
        _FILES,
    ),
    "the environment": (("test", "api.json", *_TEST), _FILES),
    "requests to a mock that records lines": (("mock", "api.json", "--port", "0", "--record", "calls.ndjson"), _FILES),
    "requests to a mock that records an archive": (
        ("mock", "api.json", "--port", "0", "--record", "calls.har"),
        _FILES,
    ),
    "requests to a mock that keeps a log": (("mock", "api.json", "--port", "0", "--log-format", "json"), _FILES),
    "requests to a proxy that records": (
        ("proxy", "api.json", "--port", "0", "--upstream", "http://127.0.0.1:9", "--record", "passed.jsonl"),
        _FILES,
    ),
    "a part of a run": (("test", "api.json", "--seed", "1", "--max-examples", "1", "--shard", "1/2"), _FILES),
    "a mock that is asked": (
        ("replay", "nonsense", "--url", f"{_WITH}127.0.0.1:9", "--control-token", SECRET),
        _FILES,
    ),
    "recorded calls": (
        ("impact", "api.json", "plain.json", "--traffic", "calls.jsonl", "--output", "a.html", "--output", "a.json"),
        {**_FILES, "calls.jsonl": json.dumps(_RECORDED).encode() + b"\n"},
    ),
    "a profile": (("test", "api.json", "--live", "a"), {**_FILES, "ringback.toml": _LIVE}),
    "a client's command": (("stress-client", "api.json", "--max-runs", "1", "--", "true"), _FILES),
    "a suite's command": (("mutate", "api.json", "--max-mutants", "1", "--", "true"), _FILES),
}
"""By what holds the secret: the command and its files."""
_ENVIRONMENT = {
    f"RINGBACK_{name}": SECRET for name in ("PASSWORD", "TOKEN", "API_KEY", "CONTROL_TOKEN", "OTHER_PASSWORD")
} | {"RINGBACK_EMAIL": "a@b.c"}
_INPUTS = frozenset({"api.json", "calls.jsonl", "ringback.toml", "link.yaml", "plain.json", "traffic.jsonl"})
FORMS = (SECRET, *(base64.b64encode(each.encode()).decode() for each in (SECRET, f"user:{SECRET}", f"a@b.c:{SECRET}")))
"""How it may be written."""


def left(folder: Path) -> dict[str, str]:
    """All that a command has left in its folder."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.name not in _INPUTS)
    return {str(each.relative_to(folder)): each.read_bytes().decode("latin-1") for each in files}


Results = dict[str, tuple[dict[str, Any], Path]]


_LONG = frozenset({"a client's command", "a suite's command", "recorded calls", "what a server publishes"})
"""Only tox -e hardening takes the time."""


def names(config: pytest.Config) -> list[str]:
    return [name for name in GIVEN if name not in _LONG or config.getoption("--attacks") == "all"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", names(metafunc.config))


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """What each command came to, and its folder."""
    home, given = tmp_path_factory.mktemp("secrets"), names(request.config)
    done = attacked(home, [Try(GIVEN[name][0][0], *GIVEN[name]) for name in given], **_ENVIRONMENT)
    return {name: (each, home / str(number)) for number, (name, each) in enumerate(zip(given, done, strict=True))}


def test_no_secret_is_told_or_left(name: str, results: Results) -> None:
    done, folder = results[name]
    assert done["code"] in {0, 1, 2}, done["err"]
    told = {"out": done["out"], "err": done["err"], "answers": done["answers"], **left(folder)}
    assert {where: text for where, text in told.items() if any(form in text for form in FORMS)} == {}


RECORDING = {"lines": "calls.ndjson", "an archive": "calls.har"}
"""What a mock records, and where."""


@pytest.mark.parametrize("kind", RECORDING)
def test_what_was_asked_with_a_secret_is_recorded_without_it(kind: str, results: Results) -> None:
    done, folder = results[f"requests to a mock that records {kind}"]
    assert "200 /__ringback/journal\n" in done["answers"]
    assert "/things" in folder.joinpath(RECORDING[kind]).read_text("utf-8")
    assert "/things" in done["answers"].partition("/__ringback/journal\n")[2]


def test_what_is_kept_of_runs_is_for_its_owner_alone(results: Results) -> None:
    (run,) = (results["the environment"][1] / "runs").iterdir()
    others = stat.S_IRWXG | stat.S_IRWXO
    journals = list(run.rglob("*.jsonl"))
    assert journals
    assert [each.name for each in (run, *journals) if each.stat().st_mode & others] == []


def test_what_failed_is_kept(results: Results) -> None:
    assert any((results["what failed"][1] / "failed").rglob("*"))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_credentials_that_others_can_read_are_refused(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "account.toml"
    file.write_text("email = 'a@b.c'\npassword = 'x'\n")
    file.chmod(mode)
    with pytest.raises(ContractError, match="chmod 600"):
        credentials(f"file:{file}")
    file.chmod(0o600)
    held = credentials(f"file:{file}")
    assert held is not None
    assert held.password == "x"

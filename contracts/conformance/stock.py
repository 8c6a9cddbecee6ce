"""The plain command of schemathesis for the same document and server, and what it and we found, side by side."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from contracts.conformance.auth import Credentials, Session
from contracts.conformance.checks import CHECKS, check_of
from contracts.conformance.choices import PHASES, Choices
from contracts.conformance.chosen import chosen
from contracts.conformance.engine import MODES, readable
from contracts.conformance.engine.confined import confined
from contracts.errors import ContractError
from contracts.findings import Report
from specs.model import Document, SecurityScheme
from specs.whole_files import write_whole

_EVENTS = "events.ndjson"
_OF_ENGINE = frozenset(check.rule for check in CHECKS.values())
Failed = tuple[str, str]
"""The rule of a failure and the key of its operation."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What the plain command found, and how many requests it sent."""

    failed: frozenset[Failed]
    requests: int


def run(
    document: Document, base_url: str, choices: Choices, credentials: Credentials | None, *, limit: float | None = None
) -> Stock:
    """Run ``st run`` with all its checks.

    Args:
        document: what to test against.
        base_url: where its paths start.
        choices: whose seed, phases and number of examples it gets.
        credentials: who calls, in a file of its own that is gone at the end.
        limit: seconds until it is stopped; None for as long as it takes.

    Raises:
        ContractError: it could not test anything.
    """
    phases = [phase for phase in PHASES if phase in choices.phases]
    if not phases:
        raise ContractError("--stock has nothing to do", hint=f"its phases are {', '.join(PHASES)}")
    session = Session(document, base_url, credentials) if credentials is not None else None
    with TemporaryDirectory(prefix="ringback-stock-") as name:
        folder = Path(name)
        write_whole(folder / "document.json", json.dumps(readable(document)).encode(), durable=False)
        secret = _configured(document, session).encode()
        write_whole(folder / "schemathesis.toml", secret, durable=False, mode=0o600)
        arguments = ["--config-file", "schemathesis.toml", "run", "document.json", "--url", base_url]
        arguments += ["--phases", ",".join(phases), "--checks", "all", "--max-examples", str(choices.max_examples)]
        arguments += ["--seed", str(choices.seed), "--continue-on-failure", "--workers", "1"]
        arguments += ["--report-ndjson-path", _EVENTS, "--mode", MODES[choices.data]]
        left_out = document.by_key.keys() - chosen(document, choices).by_key.keys()
        arguments += [word for key in sorted(left_out) for word in ("--exclude-name", key)]
        told = _called([sys.executable, "-m", confined.__module__, *arguments], folder, limit)
        if not (folder / _EVENTS).exists():
            last = told.strip().splitlines()[-1:] or ["it said nothing"]
            raise ContractError(f"the plain command of schemathesis could not run: {last[0]}")
        return _read(folder / _EVENTS)


def beside(report: Report, stock: Stock) -> Report:
    """A report with the figures of both: what each found of the checks that both make."""
    ours = {(each.rule, each.operations[0]) for each in report.findings if each.operations and each.rule in _OF_ENGINE}
    told: Mapping[str, str | int] = {
        "stock: requests": stock.requests,
        "stock: failures": len(stock.failed),
        "found by both": _listed(ours & stock.failed),
        "found by ringback alone": _listed(ours - stock.failed),
        "found by stock alone": _listed(stock.failed - ours),
    }
    return replace(report, facts={**report.facts, **told})


def _listed(failed: AbstractSet[Failed]) -> str:
    return "; ".join(f"{rule} of {operation}" for rule, operation in sorted(failed)) or "nothing"


def _called(command: list[str], folder: Path, limit: float | None) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, and no word of anybody else's
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=limit
        )
    except subprocess.TimeoutExpired as error:
        return str(error)  # what it found until then counts
    return done.stdout + done.stderr


def _read(events: Path) -> Stock:
    failed: set[Failed] = set()
    requests = 0
    for recorder in _recorders(events):
        requests += sum(each.get("response") is not None for each in recorder.get("interactions", {}).values())
        for nodes in recorder.get("checks", {}).values():
            for node in nodes:
                if info := node.get("failure_info"):
                    failure = info["failure"]
                    failed.add((check_of(failure["code"]).rule, failure.get("operation") or ""))
    return Stock(frozenset(failed), requests)


def _recorders(events: Path) -> Iterator[Mapping[str, Any]]:
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            if line.endswith("\n"):  # the last may be half written
                yield json.loads(line).get("ScenarioFinished", {}).get("recorder", {})


def _configured(document: Document, session: Session | None) -> str:
    """The command's own configuration: credentials for each scheme that they are for."""
    schemes = document.security_schemes.values() if session is not None else ()
    return "\n".join(_table(scheme, session) for scheme in schemes if session is not None)


def _table(scheme: SecurityScheme, session: Session) -> str:
    if scheme.kind == "http" and scheme.scheme == "basic":
        values = {"username": session.credentials.identifier, "password": session.credentials.password}
    elif scheme.kind == "apiKey":
        values = {"api_key": f"Bearer {session.token}" if scheme.bearer else session.api_key}
    else:
        values = {"bearer": session.token}
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    return "\n".join([f"[auth.openapi.{json.dumps(scheme.name)}]", *lines, ""]) if all(values.values()) else ""

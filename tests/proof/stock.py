"""Stock schemathesis, by its own command line, against ``ringback mock`` of one document.

``python tests/proof/stock.py DOCUMENT`` prints what it finds, with a command that shows each failure again.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "mockserver"))

from mock_client import Api, mock_process

import specs
from contracts.conformance.auth import Session
from contracts.conformance.causes import OF_SEQUENCES, UNTESTED, wrong_parts
from ringback.own_mock import made_up
from specs.login import find_login
from specs.model import Document, SecurityScheme

ST = Path(sys.executable).with_name("st")
PHASES = "examples,coverage,fuzzing,stateful"
_KEY = re.compile(r"^(?:Bearer token|API key|Basic authentication) \(.*\): (?:mock:)?(\S+)$", re.MULTILINE)
_AT = re.compile(r" at (http://[^\s,]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A failure, however often it was met.

    Attributes:
        operation: whose answer it is.
        check: the tester's.
        status: of the answer; empty where there was none.
        phase: of the test.
        wrong: the parts of the request that were made up to break the document, separated by spaces.
        after: the operation that made or deleted what this one was to find or not to find, or empty.
    """

    operation: str
    check: str
    status: str
    phase: str
    wrong: str = ""
    after: str = ""

    def __str__(self) -> str:
        after = f" after {self.after}" if self.after else ""
        wrong = f", {self.wrong} wrong" if self.wrong else ""
        return f"{self.check}: {self.operation}: {self.status}{after} ({self.phase}{wrong})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run came to.

    Attributes:
        operations: how many of the document's it tested.
        cases: how many requests it made up.
        failures: what it found.
        errors: what it could not do, in its own words.
        seconds: how long it took.
        complete: whether it came to its end.
        report: what it printed.
    """

    operations: int
    cases: int
    failures: tuple[Failure, ...]
    errors: tuple[str, ...]
    seconds: float
    complete: bool
    report: str


def run(
    path: Path,
    folder: Path,
    *,
    seed: int,
    examples: int = 20,
    phases: str = PHASES,
    limit: float = 600,
    more: tuple[str, ...] = (),
) -> Outcome:
    """Test the mock of a document, with credentials for all that wants some.

    Args:
        path: the document.
        folder: an empty one, for what the run writes.
        seed: of the requests.
        examples: requests made up for each operation in each phase.
        phases: separated by commas.
        limit: seconds until it is stopped.
        more: further arguments.
    """
    with mock_process(str(path), "--token-lifetime", "100000", "--seed", "1") as (api, _):
        url = _AT.search(api.told)
        base = url[1] if url else api.url
        (folder / "schemathesis.toml").write_text(_credentials(specs.load(str(path)), api, base), encoding="utf-8")
        command = [str(ST), "--config-file", "schemathesis.toml", "run", str(path), "--url", base, "--phases", phases]
        command += ["--checks", "all", "--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure"]
        command += ["--suppress-health-check", "too_slow"]  # or the outcome depends on the machine
        command += ["--workers", "1", "--report-json-path", "report.json", "--output-sanitize", "false"]
        command += ["--report-ndjson-path", "events.ndjson", *more]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=limit)
        except subprocess.TimeoutExpired as error:
            told = error.stdout.decode() if isinstance(error.stdout, bytes) else ""
            return Outcome(
                operations=0, cases=0, failures=(), errors=("out of time",), seconds=limit, complete=False, report=told
            )
    return _outcome(folder, done.stdout + done.stderr)


def _outcome(folder: Path, report: str) -> Outcome:
    summary: dict[str, Any] = _read(folder / "report.json")
    if not summary:
        return Outcome(operations=0, cases=0, failures=(), errors=(report,), seconds=0, complete=False, report=report)
    return Outcome(
        operations=summary["operations"]["tested"],
        cases=summary["test_cases"]["generated"],
        failures=tuple(dict.fromkeys(_failures(folder / "events.ndjson"))),
        errors=tuple(json.dumps(each) for each in summary["errors"]),
        seconds=round(summary["running_time"], 1),
        complete=summary["complete"],
        report=report,
    )


def _failures(events: Path) -> Iterator[Failure]:
    """Every failure of a run, each as often as it was met: what the tester lists are the first of each kind."""
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line) if '"failure_info"' in line or line.startswith('{"NonFatalError"') else {}
            if error := told.get("NonFatalError"):
                yield Failure(operation=error["label"], check=UNTESTED, status="", phase=str(error["phase"]))
            event = told.get("ScenarioFinished", {})
            for case, checks in event.get("recorder", {}).get("checks", {}).items():
                for each in checks:
                    if each.get("failure_info"):
                        yield _failure(event, case, each["name"], each["failure_info"]["failure"])


def _failure(event: dict[str, Any], case: str, check: str, failure: dict[str, Any]) -> Failure:
    recorded = event["recorder"]
    response = recorded["interactions"].get(case, {}).get("response") or {}
    sent = recorded["cases"][case]["value"]
    of_sequence = check in OF_SEQUENCES
    return Failure(
        operation=f"{sent['method']} {sent['path']}" if of_sequence else failure["operation"],
        check=check,
        status=str(response.get("status_code", "")),
        phase=event["phase"],
        wrong=_wrong(sent.get("meta") or {}),
        after=failure["operation"] if of_sequence else "",
    )


def _wrong(made: dict[str, Any]) -> str:
    mutations = ((made.get("phase") or {}).get("data") or {}).get("mutations") or ()
    return wrong_parts(
        {name: part["mode"] for name, part in made.get("components", {}).items()},
        [(each["parameter_location"], each.get("keywords") or ()) for each in mutations],
    )


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _credentials(document: Document, api: Api, base: str) -> str:
    """schemathesis' own configuration file, with what the mock takes for each scheme."""
    told = _KEY.search(api.told)
    login = find_login(document)
    key = told[1] if told else ""
    token = Session(document, base, made_up(document, key)).token if login else key
    tables = [_table(scheme, key, token) for scheme in document.security_schemes.values() if key or token]
    return "\n".join(tables)


def _table(scheme: SecurityScheme, key: str, token: str) -> str:
    if scheme.kind == "http" and scheme.scheme == "basic":
        values = {"username": "mock", "password": key}
    elif scheme.kind == "apiKey":
        values = {"api_key": f"Bearer {token}" if scheme.bearer else key}
    else:
        values = {"bearer": token}
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    return "\n".join([f"[auth.openapi.{json.dumps(scheme.name)}]", *lines, ""])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=20)
    parser.add_argument("--phases", default=PHASES)
    parser.add_argument("--limit", type=float, default=600)
    parser.add_argument("--long", action="store_true", help="print all that the run says")
    arguments, more = parser.parse_known_args()
    for path in arguments.documents:
        with tempfile.TemporaryDirectory() as folder:
            outcome = run(
                path.resolve(),
                Path(folder),
                seed=arguments.seed,
                examples=arguments.examples,
                phases=arguments.phases,
                limit=arguments.limit,
                more=tuple(more),
            )
        kept = f"{outcome.operations} operations, {outcome.cases} cases, {len(outcome.failures)} failures"
        print(f"{path}: {kept}, {len(outcome.errors)} errors, {outcome.seconds} s", flush=True)  # noqa: T201
        for failure in outcome.failures:
            print(f"  {failure}", flush=True)  # noqa: T201
        for error in outcome.errors:
            print(f"  error: {error[:300]}", flush=True)  # noqa: T201
        if arguments.long:
            print(outcome.report, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()

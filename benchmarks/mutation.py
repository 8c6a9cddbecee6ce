"""How many faults the test of a server finds, ours and stock schemathesis': one fault at a time, in a mock.

python -m benchmarks.mutation [--results FILE] [--who ours|stock] [--easy 1] [--hard 2] [--only DOCUMENT] [--family F]

Both get the same part of the document, the same number of examples, seed and credentials, and are stopped at the first
thing that they find. What was judged already is in the file of results, and not judged again; so a run that was broken
off goes on. At the end, the table of ``docs/mutation.md`` is printed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from itertools import product
from pathlib import Path

import requests

from benchmarks.mutation_plan import HARD, documents, part, plan
from benchmarks.mutation_table import BOTH, results, table
from benchmarks.stock import Forks
from contracts.conformance.auth import Credentials
from contracts.conformance.choices import PHASES, PROBES, Choices
from contracts.conformance.probes.table import NAMES
from contracts.conformance.run import run
from contracts.conformance.tally import Progress
from mockserver.access.people import User
from mockserver.app import host_app
from mockserver.mutants.host import MutableHost
from mockserver.mutants.values import Mutant
from mockserver.settings import Settings
from mockserver.testing import running
from ringback.own_mock import Target, known, second
from specs import load
from specs.model import Document

USUAL, SHORT = 1e5, 8.0
"""Seconds that tokens are good for, the second where a kind needs that they expire within a run."""
USERS = (
    User(name="erika@example.org", password="right password"),
    User(name="max@example.org", password="other password"),
)
"""Who may log in, where a kind needs that somebody may not; else everybody may."""
UNTRUSTED = tuple(replace(each, scopes=frozenset()) for each in USERS)
"""The same, where a kind needs that they may not do everything."""
_PLAIN = Settings(seed=1, cors=False, token_lifetime=USUAL)
SETTINGS: Mapping[str, Settings] = {
    "token-expired-accepted": Settings(seed=1, cors=False, token_lifetime=SHORT),
    "account-existence-told": Settings(seed=1, cors=False, token_lifetime=USUAL, users=USERS),
    "scopes-ignored": Settings(seed=1, cors=False, token_lifetime=USUAL, users=UNTRUSTED),
}
"""Of the mock, for kinds that need other than the usual ones."""
SLOW = {"answer-slow": 1.5}
"""Seconds that an answer may take, where a kind needs that somebody looks: on a busy machine others take long, too."""
Test = Callable[[Path, bool, float | None], str | None]
"""From a document's file, whether a fault is a hard one, and the seconds that an answer may take, to what is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of one mutant.

    Attributes:
        who: has tested.
        found: what it was noticed by; None where it was not.
        reached: whether it has shown itself.
        seconds: of the processor, mock and test together.
    """

    who: str
    document: str
    mutant: str
    kind: str
    family: str
    found: str | None
    reached: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Served:
    """A mock of a document, and who may ask it."""

    document: Document
    host: MutableHost
    target: Target


@contextmanager
def served(document: Document, settings: Settings) -> Iterator[Served]:
    """Serve a mock, until the block is left."""
    host = MutableHost(document, settings, time.time)
    with running(host_app(host)) as root:
        first = known(document, settings, host.mocks[0].tokens.api_key)
        others = [Credentials(identifier=each.name, password=str(each.password)) for each in settings.users[1:]]
        other = others[0] if others else second(document, settings, first)
        yield Served(document, host, Target(root + document.base_paths[0], first, other))


def ours(served: Served, file: Path, hard: bool, examples: int, slow: float | None) -> str | None:
    """What our test finds first: its own checks go first where they are more likely to find something."""
    parts: tuple[tuple[str, ...], ...] = ((PROBES,), PHASES) if hard else (PHASES, (PROBES,))
    found = (_first(served.target, _loaded(file), _choices(phases, examples, slow)) for phases in parts)
    return next((each for each in found if each), None)


def _choices(phases: tuple[str, ...], examples: int, slow: float | None) -> Choices:
    return Choices(seed=1, max_examples=examples, phases=phases, checks=NAMES, max_response_seconds=slow)


def _first(target: Target, document: Document, choices: Choices) -> str | None:
    found = False

    def look(progress: Progress) -> None:
        nonlocal found
        found = found or progress.findings > 0

    report = run(
        document,
        target.base_url,
        choices,
        credentials=target.credentials,
        other=target.other,
        progress=look,
        stopped=lambda: found,
    )
    return ", ".join(sorted({each.rule for each in report.findings})) or None


@lru_cache(64)
def _loaded(file: Path) -> Document:
    return load(str(file))


def main() -> int:
    """Judge, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=Path("mutation.jsonl"))
    parser.add_argument("--easy", type=int, default=1, help="faults of a kind that one answer shows")
    parser.add_argument("--hard", type=int, default=2, help="faults of a kind of the other families")
    parser.add_argument("--examples", type=int, default=10, help="made up for an operation in each phase")
    parser.add_argument("--only", action="append", default=[], help="only these documents")
    parser.add_argument("--family", action="append", default=[], help="only these families")
    parser.add_argument("--kind", action="append", default=[], help="only these kinds")
    parser.add_argument("--who", choices=BOTH, action="append", help="whom to judge: both unless it is said")
    options = parser.parse_args()
    found = documents()
    chosen = [
        (name, mutant)
        for name, mutant in plan(found, options.easy, options.hard)
        if name in (options.only or found)
        and mutant.kind.family in (options.family or [mutant.kind.family])
        and mutant.kind.name in (options.kind or [mutant.kind.name])
    ]
    with tempfile.TemporaryDirectory() as folder:
        for hard, name, who in product((True, False), found, options.who or BOTH):
            wanted = [each for of, each in chosen if of == name and (each.kind.family in HARD) == hard]
            judge(who, name, found[name], wanted, options, Path(folder))
    print(table(options.results))
    return 0


def judge(
    who: str, name: str, document: Document, chosen: list[Mutant], options: argparse.Namespace, folder: Path
) -> None:
    """Judge the mutants of a document that are not yet."""
    done = {(each["who"], each["document"], each["mutant"]) for each in results(options.results)}
    todo = [each for each in chosen if (who, name, each.id) not in done]
    for settings in dict.fromkeys(_settings(who, each) for each in todo):
        with served(document, settings) as serving, Forks() as forks:

            def test(file: Path, hard: bool = False, slow: float | None = None) -> str | None:
                if who == "ours":
                    return ours(serving, file, hard, options.examples, slow)
                return forks.found(file, document, serving.target, serving.host, options.examples, slow)

            silent: set[Path] = set()
            for mutant in (each for each in todo if _settings(who, each) is settings):
                file = _written(folder, name, document, mutant)
                if file not in silent:
                    _demand_silence(serving.host, file, test)
                    silent.add(file)
                judged = _judged(
                    who, name, mutant, serving.host, partial(test, file, mutant.kind.family in HARD), forks
                )
                with options.results.open("a", encoding="utf-8") as results_file:
                    results_file.write(json.dumps(asdict(judged)) + "\n")
                print(f"{who} {judged.mutant}: {judged.found} ({judged.seconds:.1f} s)", file=sys.stderr, flush=True)


def _written(folder: Path, name: str, document: Document, mutant: Mutant) -> Path:
    """The file of the part of a document that a mutant is looked for in."""
    text = json.dumps(part(document, mutant))
    file = folder / f"{name}-{zlib.crc32(text.encode()):08x}.json"
    file.write_text(text, encoding="utf-8")
    return file


def _demand_silence(host: MutableHost, file: Path, test: Test) -> None:
    """Where something is found without a fault, nothing is measured."""
    host.become(None)
    plain = test(file, False, None)
    if plain is not None:
        sys.exit(f"{file.stem} without a fault: {plain}")


def _settings(who: str, mutant: Mutant) -> Settings:
    settings = SETTINGS.get(mutant.kind.name, _PLAIN)
    # Stock schemathesis does not log in again, and would only see how its own token expires.
    return _PLAIN if who == "stock" and settings.token_lifetime == SHORT else settings


def _found(test: Callable[[float | None], str | None], slow: float | None) -> str | None:
    try:
        return test(slow)
    except Exception as error:  # a test that cannot go on has noticed something, too
        if any(isinstance(each, requests.Timeout) for each in _causes(error)):
            raise  # but it has noticed no fault where the machine was too busy to answer
        return f"{type(error).__name__}: {error}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _judged(
    who: str, name: str, mutant: Mutant, host: MutableHost, test: Callable[[float | None], str | None], forks: Forks
) -> Judged:
    host.become(mutant)
    start = time.process_time() + forks.seconds
    found = _found(test, SLOW.get(mutant.kind.name))
    return Judged(
        who=who,
        document=name,
        mutant=mutant.id,
        kind=mutant.kind.name,
        family=mutant.kind.family,
        found=found,
        reached=host.fired > 0,
        seconds=round(time.process_time() + forks.seconds - start, 2),
    )


if __name__ == "__main__":
    sys.exit(main())

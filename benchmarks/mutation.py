"""How many faults the test of a server finds, ours and stock schemathesis': one fault at a time, in a mock.

python -m benchmarks.mutation [--who ours|stock] [--corpus NODE_MODULES] [--per-kind 2] [--results FILE]

Both are stopped at the first thing that they find. What was judged already is in the file of results, and not judged
again; so a run that was broken off goes on. ``benchmarks.mutation_table`` makes the table of
``docs/mutation.md`` of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.stock import Forks
from contracts.conformance.auth import Credentials
from contracts.conformance.choices import PHASES, PROBES, Choices
from contracts.conformance.probes.table import NAMES
from contracts.conformance.run import run
from contracts.conformance.tally import Progress
from mockserver.access.people import User
from mockserver.app import host_app
from mockserver.mutants.host import MutableHost
from mockserver.mutants.table import KINDS, sampled
from mockserver.mutants.values import Mutant
from mockserver.settings import Settings
from mockserver.testing import running
from ringback.own_mock import Target, known, second
from specs import catalog, load
from specs.model import Document

HERE = Path(__file__).parents[1]
DOCUMENTS = {
    "workshop": "tests/mutation/documents/workshop.yaml",
    "webapp": "phonebridge-webapp@1.3.8",
    "client": "phonebridge-client@1.3.8",
    "petstore": "tests/proof/documents/petstore-expanded-2.0.json",
    "travel": "@readme/oas-examples/3.1/yaml/train-travel.yaml",
}
"""What they are called in the table; the last is in the node_modules of ``tests/corpus/package.json``."""
USUAL, SHORT = 1e5, 8.0
"""Seconds that tokens are good for, the second where a kind needs that they expire within a run."""
USERS = (
    User(name="erika@example.org", password="right password"),
    User(name="max@example.org", password="other password"),
)
"""Who may log in, where a kind needs that somebody may not; else everybody may."""
SETTINGS: Mapping[str, Settings] = {
    "token-expired-accepted": Settings(seed=1, cors=False, token_lifetime=SHORT),
    "account-existence-told": Settings(seed=1, cors=False, token_lifetime=USUAL, users=USERS),
}
"""Of the mock, for kinds that need other than the usual ones."""
SLOW = {"answer-slow": 1.5}
"""Seconds that an answer may take, where a kind needs that somebody looks: on a busy machine others take long, too."""


_PLAIN = Settings(seed=1, cors=False, token_lifetime=USUAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of one mutant.

    Attributes:
        found: what it was noticed by; None where it was not.
        reached: whether it has shown itself.
        seconds: of the processor, of this process: stock schemathesis has one of its own.
    """

    document: str
    mutant: str
    kind: str
    family: str
    found: str | None
    reached: bool
    seconds: float


@contextmanager
def served(document: Document, settings: Settings) -> Iterator[tuple[MutableHost, Target]]:
    """A mock of a document, and who may ask it."""
    host = MutableHost(document, settings, time.time)
    with running(host_app(host)) as root:
        first = known(document, settings, host.mocks[0].tokens.api_key)
        others = [Credentials(identifier=each.name, password=str(each.password)) for each in settings.users[1:]]
        other = others[0] if others else second(document, settings, first)
        yield host, Target(root + document.base_paths[0], first, other)


def ours(document: Document, target: Target, examples: int, slow: float | None) -> str | None:
    """What our test finds first."""
    found = False

    def look(progress: Progress) -> None:
        nonlocal found
        found = found or progress.findings > 0

    choices = Choices(
        seed=1,
        max_examples=examples,
        phases=(*PHASES, PROBES),
        checks=NAMES,
        max_response_seconds=slow,
    )
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


def main() -> int:
    """Judge, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--per-kind", type=int, default=2)
    parser.add_argument("--examples", type=int, default=10)
    parser.add_argument("--results", type=Path, default=Path("mutation.jsonl"))
    parser.add_argument("--only", action="append", default=[], help="only these documents")
    parser.add_argument("--kind", action="append", default=[], help="only these kinds")
    parser.add_argument("--who", choices=("ours", "stock"), default="ours", help="whom to judge")
    options = parser.parse_args()
    for name, chosen in plan(options.corpus, options.per_kind).items():
        if options.only and name not in options.only:
            continue
        wanted = [each for each in chosen if not options.kind or each.kind.name in options.kind]
        judge(name, wanted, options)
    return 0


def source(name: str, corpus: Path | None) -> str | None:
    """Where a document is; None where it is not."""
    told = DOCUMENTS[name]
    if told.startswith("@"):
        return str(corpus / told) if corpus else None
    return str(catalog.find(told).path) if "@" in told else str(HERE / told)


def plan(corpus: Path | None, per_kind: int) -> Mapping[str, list[Mutant]]:
    """The mutants of each document: of each kind so many altogether, of one document after the other."""
    found = {name: load(spec) for name in DOCUMENTS if (spec := source(name, corpus))}
    by_kind: dict[str, dict[str, list[Mutant]]] = {kind: {} for kind in KINDS}
    for name, document in found.items():
        for mutant in sampled(document, (), per_kind, 1):
            by_kind[mutant.kind.name].setdefault(name, []).append(mutant)
    chosen: dict[str, list[Mutant]] = {name: [] for name in found}
    for kind, there in by_kind.items():
        names = Random(f"order/{kind}").sample(sorted(there), len(there))
        queue = [
            (name, there[name][number]) for number in range(per_kind) for name in names if number < len(there[name])
        ]
        for name, mutant in queue[:per_kind]:
            chosen[name].append(mutant)
    return chosen


def judge(name: str, chosen: list[Mutant], options: argparse.Namespace) -> None:
    """Judge the mutants of a document that are not yet."""
    spec = source(name, options.corpus)
    document = load(str(spec))
    done = {(each["document"], each["mutant"]) for each in results(options.results)}
    todo = [each for each in chosen if (name, each.id) not in done]
    for settings in dict.fromkeys(map(_settings, todo)):
        those = [each for each in todo if _settings(each) is settings]
        with served(document, settings) as (host, target), Forks() as forks:

            def test(slow: float | None = None) -> str | None:
                if options.who == "ours":
                    return ours(document, target, options.examples, slow)
                return forks.found(str(spec), document, target, host, options.examples, slow)

            plain = test()
            if plain is not None and not settings.users:
                sys.exit(f"{name} without a fault: {plain}")
            for mutant in those:
                judged = _judged(name, mutant, host, test)
                with options.results.open("a") as file:
                    file.write(json.dumps(asdict(judged)) + "\n")
                print(f"{judged.mutant}: {judged.found} ({judged.seconds:.1f} s)", flush=True)


def _settings(mutant: Mutant) -> Settings:
    return SETTINGS.get(mutant.kind.name, _PLAIN)


def _judged(name: str, mutant: Mutant, host: MutableHost, test: Callable[[float | None], str | None]) -> Judged:
    host.become(mutant)
    start = time.process_time()
    try:
        found = test(SLOW.get(mutant.kind.name))
    except Exception as error:  # a test that cannot go on has noticed something, too
        found = f"{type(error).__name__}: {error}"
    return Judged(
        document=name,
        mutant=mutant.id,
        kind=mutant.kind.name,
        family=mutant.kind.family,
        found=found,
        reached=host.fired > 0,
        seconds=round(time.process_time() - start, 2),
    )


def results(path: Path) -> list[dict[str, Any]]:
    """What was judged already."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


if __name__ == "__main__":
    sys.exit(main())

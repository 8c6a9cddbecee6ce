"""How a server is tested: what a person chooses for a run, and where and in which manner the engine then works."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from contracts.conformance.checks import CHECKS

PHASES = ("examples", "coverage", "fuzzing", "stateful")
"""The phases of the engine that send requests, in the order in which they run."""
SINGLE, SEQUENCES = PHASES[:-1], PHASES[-1]
"""Those that send requests of one operation at a time, and the one that sends sequences of several operations."""
PROBES = "probes"
"""What the part of a run is called that comes after them: our checks that send requests of their own."""
ENGINE = frozenset(check.rule for check in CHECKS.values())
"""The names of the checks of the test engine, and no others."""


DATA = ("all", "valid", "invalid")
"""Which requests the engine makes up."""


def any_seed() -> int:
    """A seed that nobody chose."""
    return random.SystemRandom().randrange(2**31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person chooses for a run.

    Attributes:
        seed: of all random choices; the same seed sends the same requests.
        max_examples: requests per operation in the phases that make them up.
        phases: some of ``PHASES``, and ``PROBES``.
        max_seconds: stop after this long; None for as long as it takes.
        workers: threads; more than one makes the order of requests, and so the run, unrepeatable.
        checks: the names of those that are made, as ``selected`` gives them.
        max_response_seconds: longer answers are a finding; None for as long as they take.
        operations: names of those that are tested, as ``specs.selectors`` has them; all where there is none.
        without_operations: names of those that are not.
        data: one of ``DATA``.
    """

    seed: int = field(default_factory=any_seed)
    max_examples: int = 50
    phases: tuple[str, ...] = PHASES
    max_seconds: float | None = None
    workers: int = 1
    checks: frozenset[str] = ENGINE
    max_response_seconds: float | None = None
    operations: tuple[str, ...] = ()
    without_operations: tuple[str, ...] = ()
    data: str = DATA[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where and how the engine works.

    Attributes:
        base_url: where the document's paths start, base path included, without a trailing slash.
        choices: what a person has chosen.
        stopped: asked after every step; once it says so, nothing more is sent.
        interrupted: asked all the time; once it says so, the engine raises KeyboardInterrupt.
        gentle: whether the engine asks for no methods that are not documented, and follows no redirects.
        examples: where the engine keeps what is worth trying again, and looks for it; empty for nowhere.
        without: keys of operations that are not tested.
        done: phases with the keys of operations that are not tested in them again; with an empty one, whole phases.
        apart: whether what an operation is sent is made of the seed and itself alone, not of what others answered.
    """

    base_url: str
    choices: Choices
    stopped: Callable[[], bool] | None = None
    interrupted: Callable[[], bool] | None = None
    gentle: bool = False
    examples: str = ""
    without: frozenset[str] = frozenset()
    done: frozenset[tuple[str, str]] = frozenset()
    apart: bool = False

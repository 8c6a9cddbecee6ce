"""When the fast generator is stuck: hypothesis searches the same generator's choices, on the canonical schema too."""

from __future__ import annotations

import warnings
from random import Random
from typing import Any

from specs import algebra
from specs.sampling.budget import Budget, Stuck
from specs.sampling.generate import Generator
from specs.sampling.merge import Plans
from specs.validation import Validator

_EXAMPLES = 300
_BITS = 40
_NOTHING: Any = object()


def search(compiled: Validator, seed: int | str, budget: Budget) -> tuple[bool, Any]:
    """Look for a value the schema accepts.

    Returns:
        Whether one was found, and it; the same for the same seed.
    """
    canonical = algebra.simplified(compiled.schema)
    if canonical == {"not": {}}:
        return False, None  # proven: there is nothing to search for
    from hypothesis import HealthCheck, Phase, find, settings
    from hypothesis import strategies as st
    from hypothesis.errors import HypothesisException

    schemas = [canonical, compiled.schema] if canonical is not None else [compiled.schema]
    plans = [Plans(schema) for schema in schemas]
    quiet = settings(
        max_examples=_EXAMPLES,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    # Bits alone: into integers and texts hypothesis mixes constants of whatever modules a process has loaded.
    choices = st.tuples(*[st.booleans()] * _BITS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # hypothesis warns of what a user's test should not do; this is no test
            found = find(
                choices,
                lambda bits: _works(compiled, _attempt(plans, _number(bits), budget)),
                settings=quiet,
                random=Random(seed),
            )
    except HypothesisException:
        return False, None
    return True, _attempt(plans, _number(found), Budget())


def _number(bits: tuple[bool, ...]) -> int:
    return sum(bit << place for place, bit in enumerate(bits))


def _works(compiled: Validator, value: Any) -> bool:
    return value is not _NOTHING and compiled.verdict(value) is True


def _attempt(plans: list[Plans], number: int, budget: Budget) -> Any:
    chosen, rest = plans[number % len(plans)], number // len(plans)
    try:
        return Generator(chosen, Random(rest), budget, daring=True, wild=rest % 2 == 1).value(chosen.root)
    except Stuck:
        return _NOTHING

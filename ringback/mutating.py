"""A test suite is run again and again, each time with a mock that breaks another rule."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from contracts.errors import ContractError
from contracts.mutation.score import Fate, Fault, Score, Tried
from ringback.clients import Access, Ended, run
from specs.login import find_login
from specs.messages import Exchange, Request

if TYPE_CHECKING:
    from mockserver.mutants.host import MutableHost
    from mockserver.mutants.values import Mutant
    from mockserver.settings import Settings
    from specs.model import Document

_PATIENCE = 600.0
"""Seconds that the run without a fault may take, unless a user says otherwise."""
_LEAST, _TIMES = 10.0, 5
"""Seconds that any other may take at least, and how many times as long as that one."""
_TOLD = 30
"""Lines of what the suite said that are repeated where it fails without a fault."""
_SECRET = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a suite is run.

    Attributes:
        command: its words; see ``clients.run``.
        seconds: that a run may take; None leaves it to the run without a fault.
        time_limit: seconds for all of it; None for as long as it takes.
        fail_fast: whether the first fault that survives is the last one tried.
    """

    command: tuple[str, ...]
    seconds: float | None
    time_limit: float | None
    fail_fast: bool


@contextmanager
def served(document: Document, settings: Settings) -> Iterator[tuple[MutableHost, Callable[[], Access]]]:
    """A mock that can have mutants, and what a suite has to know of it: anew for each run."""
    from mockserver.app import host_app
    from mockserver.mutants.host import MutableHost
    from mockserver.testing import running
    from ringback.own_mock import known

    host = MutableHost(document, settings, time.time)
    with running(host_app(host)) as root:

        def access() -> Access:
            key = host.mocks[0].tokens.api_key
            account = known(document, settings, key)
            token = root.token(account.identifier if settings.users else "")
            return Access(
                url=root + document.base_paths[0],
                origin=str(root),
                token=token if find_login(document) else key,
                email=account.identifier,
                password=account.password,
                api_key=key,
            )

        yield host, access


def scored(
    document: Document,
    settings: Settings,
    choose: Callable[[frozenset[str]], Sequence[Mutant]],
    way: Way,
    *,
    seed: int,
    started: Callable[[int], None],
    progress: Callable[[Tried], None],
) -> Score:
    """What a suite notices.

    Args:
        document: what the mock serves.
        settings: of the mock.
        choose: what the mock breaks, one after the other, from the keys of the operations that the suite asks for.
        way: how the suite is run.
        seed: that chooses the mutants, and their order: whoever has little time sees some of all.
        started: called with the number of mutants, when the suite has passed without one.
        progress: called after each run.

    Raises:
        ContractError: the suite cannot be run, or fails without a fault.
    """
    start = time.monotonic()
    with served(document, settings) as (host, access):
        _demand_passing(way, access())
        took = time.monotonic() - start
        asked = host.metrics.asked
        mutants, seconds = choose(asked), way.seconds or max(_LEAST, _TIMES * took)
        started(len(mutants))
        tried: list[Tried] = []
        for mutant in Random(seed).sample(mutants, len(mutants)):  # noqa: S311 - repeatable, not secret
            late = way.time_limit is not None and time.monotonic() - start > way.time_limit
            if late or (way.fail_fast and tried and tried[-1].fate is Fate.SURVIVED):
                break
            host.become(mutant)
            begun = time.monotonic()
            ended = run(way.command, access(), seconds)
            tried.append(_tried(document, mutant, ended, time.monotonic() - begun, host))
            progress(tried[-1])
    order = {each.id: number for number, each in enumerate(mutants)}
    return Score(
        title=document.called,
        document=document.source.name,
        command=shlex.join(way.command),
        seed=seed,
        plain=took,
        tried=tuple(sorted(tried, key=lambda each: order[each.fault.id])),
        untried=len(mutants) - len(tried),
        asked=len(asked),
        operations=len(document.operations),
    )


def _demand_passing(way: Way, access: Access) -> None:
    """Raises ContractError: the suite fails although nothing is broken."""
    ended = run(way.command, access, way.seconds or _PATIENCE)
    if ended.code != 0:
        said = "".join(f"\n  | {line}" for line in ended.output.splitlines()[-_TOLD:])
        hint = "a suite that fails anyway notices nothing: let it pass with ringback mock first"
        raise ContractError(f"the suite fails while the mock breaks nothing ({ended.told}){said}", hint=hint)


def _tried(document: Document, mutant: Mutant, ended: Ended, seconds: float, host: MutableHost) -> Tried:
    place = mutant.place
    fault = Fault(
        id=mutant.id,
        kind=mutant.kind.name,
        family=mutant.kind.family.value,
        says=mutant.kind.says,
        operation=place.operation,
        pointer=place.pointer,
        place=document.place(place.pointer or document.by_key[place.operation].pointer),
    )
    sighting = host.sightings[0] if host.sightings else None
    noticed = ended.code != 0
    return Tried(
        fault=fault,
        fate=Fate.NOTICED if noticed else Fate.SURVIVED if host.fired else Fate.UNREACHED,
        why=ended.told if noticed else "",
        seconds=seconds,
        shown=host.fired,
        exchange=_without_credentials(sighting.exchange) if sighting else None,
        right=sighting.right if sighting else None,
        how=sighting.how if sighting else "",
    )


def _without_credentials(exchange: Exchange) -> Exchange:
    request: Request = exchange.request
    kept = tuple(each for each in request.headers if each[0].lower() not in _SECRET)
    return replace(exchange, request=replace(request, headers=kept))

"""The search for answers that break a client, with clients that are functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

import pytest

from contracts.stress.packing import packed
from contracts.stress.search import Limits, search
from contracts.stress.shrinking import cut, fewest, shortest
from contracts.stress.values import Choice, Run


def choice(place: str, kind: str = "null", operation: str = "GET /a", part: str = "body", text: str = "") -> Choice:
    patch = [{"op": "replace", "path": place, "value": text or None}]
    told = f"{operation} {part} {place} {kind} {len(text)}"
    return Choice(
        id=told,
        kind=kind,
        operation=operation,
        status=200,
        part=part,
        place=place,
        told=told,
        change={"patch": patch},
        weight=len(text),
    )


@dataclass
class Client:
    """A client that fails where it is told to, and comes to some choices only."""

    fails: Callable[[frozenset[str]], bool]
    comes_to: Callable[[Choice, frozenset[str]], bool] = lambda _, __: True
    runs: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, choices: Sequence[Choice]) -> Run:
        self.runs.append(tuple(each.id for each in choices))
        places = frozenset(each.place for each in choices)
        reached = {each.id: None for each in choices if self.comes_to(each, places)}
        return Run(passed=not self.fails(places), reached=reached)


PLACES = [choice(f"/{letter}") for letter in "abcdefghijklmnop"]


@pytest.mark.parametrize("culprits", [{"/c"}, {"/c", "/n"}, {"/a", "/b", "/p"}])
def test_the_fewest_differences_are_found(culprits: set[str]) -> None:
    client = Client(lambda places: culprits <= places)
    found = search(PLACES, client, Limits(runs=200))
    assert [{each.place for each in breakage.choices} for breakage in found.breakages] == [culprits]
    assert all(breakage.smallest and not breakage.flaky for breakage in found.breakages)
    assert found.passed | found.broken == {each.id for each in PLACES}
    assert found.runs == len(client.runs)


def test_a_client_that_withstands_everything_is_run_once_for_each_group() -> None:
    client = Client(lambda _: False)
    found = search([*PLACES, choice("/a", "omitted"), choice("/a", "text")], client, Limits(runs=200))
    assert (found.breakages, found.runs, found.stopped) == ([], 3, "")


def test_every_fault_is_found_however_many_there_are() -> None:
    found = search(PLACES, Client(lambda places: bool(places & {"/a", "/f", "/o"})), Limits(runs=200))
    assert {breakage.choices[0].place for breakage in found.breakages} == {"/a", "/f", "/o"}


def test_what_an_answer_has_kept_the_client_from_is_tried_again_without_it() -> None:
    hidden = choice("/late", operation="GET /b")
    client = Client(lambda places: "/late" in places, lambda each, places: each is not hidden or "/c" not in places)
    client.fails = lambda places: "/late" in places and "/c" not in places
    found = search([*PLACES, hidden], client, Limits(runs=200))
    assert [breakage.choices for breakage in found.breakages] == [(hidden,)]


def test_what_the_client_never_comes_to_is_told() -> None:
    found = search(PLACES, Client(lambda _: False, lambda each, _: each.place != "/d"), Limits(runs=200))
    assert found.unreached == {PLACES[3].id}


def test_other_differences_of_a_kind_and_place_that_breaks_are_spared() -> None:
    texts = [choice("/a", "text", text="x" * size) for size in (1, 2, 3)]
    found = search(texts, Client(bool), Limits(runs=50))
    assert len(found.breakages) == 1
    assert len(found.spared - found.broken) == 2


def test_differences_that_break_together_only_are_found_by_mixtures() -> None:
    many = [choice(place, kind) for place in ("/a", "/b") for kind in ("null", "text", "enum", "omitted", "number")]
    culprits = {"GET /a body /a enum 0", "GET /a body /b null 0"}

    def attempt(choices: Sequence[Choice]) -> Run:
        ids = {each.id for each in choices}
        return Run(passed=not culprits <= ids, reached=dict.fromkeys(ids))

    found = search(many, attempt, Limits(runs=500, mixes=200))
    assert found.broken == culprits


@pytest.mark.parametrize("limits", [Limits(runs=3), Limits(runs=100, seconds=2.5)], ids=["runs", "seconds"])
def test_a_search_ends_at_its_limits_and_says_so(limits: Limits) -> None:
    ticks = iter(range(1000))
    limits = Limits(runs=limits.runs, seconds=limits.seconds, clock=lambda: next(ticks))
    found = search(PLACES, Client(lambda places: "/c" in places), limits)
    assert found.stopped.startswith("after")
    assert found.runs <= 3
    (breakage,) = found.breakages
    assert not breakage.smallest
    assert "/c" in {each.place for each in breakage.choices}


def test_a_failure_that_does_not_come_again_is_called_flaky() -> None:
    outcomes = iter([False, *[True] * 100])
    found = search(PLACES[:1], lambda _: Run(passed=next(outcomes), reached={}), Limits(runs=50))
    assert [breakage.flaky for breakage in found.breakages] == [True]


@pytest.mark.parametrize("seed", range(20))
def test_no_smaller_part_of_the_fewest_fails(seed: int) -> None:
    random = Random(seed)
    wanted = [set(random.sample(range(24), random.randint(1, 4))) for _ in range(2)]

    def fails(items: Sequence[int]) -> bool:
        return any(each <= set(items) for each in wanted)

    left = fewest(range(24), fails)
    assert fails(left)
    assert not any(fails(part) for part in combinations(left, len(left) - 1))


@pytest.mark.parametrize("limit", [8, 63, 64, 65, 253])
def test_the_shortest_text_that_fails_is_found(limit: int) -> None:
    found = shortest(choice("/a", "text", text="x" * 255), lambda each: each.weight > limit)
    assert (found.weight, found.told) == (limit + 1, f"has {limit + 1} characters")
    assert found.change["patch"][0]["value"] == "x" * (limit + 1)
    assert cut(found, 3).id == found.id


def test_a_group_holds_no_two_differences_of_which_one_undoes_the_other() -> None:
    choices = [choice(place) for place in ("", "/a", "/a/0", "/a/0/b", "/a/1", "/b")]
    choices += [choice(place, part="header") for place in ("X-One", "x-one", "")]
    choices += [choice("/a", operation="GET /b")]
    for group in packed(choices):
        for one, other in combinations(group, 2):
            same = (one.operation, one.part) == (other.operation, other.part)
            nested = one.place.startswith(other.place) or other.place.startswith(one.place)
            assert not (same and nested)
    assert sum(map(len, packed(choices))) == len(choices)

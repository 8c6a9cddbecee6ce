"""Exchanges → what of a document they exercised. Whoever sent them: a test run, a client, a recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.coverage.goals import Coverage, Goals, Reached
from contracts.coverage.links import Links
from contracts.coverage.plans import Answer, Content, Plan, plans
from contracts.coverage.visiting import Visit
from specs import media, paths
from specs.credentials import carries, presents
from specs.decoding import ABSENT
from specs.messages import WITHOUT_CONTENT, Exchange, Request, Response, best_match
from specs.model import Document
from specs.schemas import Direction
from specs.validation import Reading, read_request

_REFUSED = frozenset({401, 403})


@dataclass(slots=True)
class Counting:
    """Counts what exchanges reach. What it holds grows with the document, not with their number.

    Attributes:
        document: what they are held against.
        base: what their paths have before those of the document.
    """

    document: Document
    base: str = ""
    _goals: Goals = field(default_factory=Goals)
    _plans: Mapping[str, Plan] = field(init=False)
    _links: Links = field(init=False)
    _told: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._plans = plans(self.document, self._goals)
        self._links = Links(self._plans.values())

    def take(self, key: str, exchange: Exchange) -> None:
        """Count an exchange.

        Args:
            key: of the operation it was meant for; another method than that operation's is none of its messages.
            exchange: the exchange.
        """
        plan = self._plans.get(key)
        if plan is None or exchange.request.method != plan.operation.method:
            return
        values = paths.match(plan.operation.path, exchange.request.path.removeprefix(self.base))
        reading = read_request(plan.operation, exchange.request, values) if values is not None else None
        refused = exchange.response.status in _REFUSED and not plan.operation.anonymous
        if refused:
            self._reach((plan.refused,) if not presents(plan.operation, exchange.request) else ())
        elif reading is not None:
            self._reach(_asked(plan, exchange.request, reading))
            if not reading.violations:
                self._reach((plan.reached, *_presented(plan, exchange.request)))
                self._reach(self._links.followed(key, reading))
        self._answered(plan, exchange, reading)

    def newly(self) -> tuple[tuple[int, int], ...]:
        """The numbers of goals that were reached since this was asked last, each with how often."""
        before, self._told = self._told or [0] * len(self._goals.times), list(self._goals.times)
        pairs = enumerate(zip(before, self._told, strict=True))
        return tuple((number, now - then) for number, (then, now) in pairs if now != then)

    def recall(self, reached: Iterable[tuple[int, int]]) -> None:
        """Count what was reached before, as ``newly`` tells it of the same document."""
        for number, times in reached:
            self._goals.times[number] += times
        self._told = list(self._goals.times)

    def coverage(self) -> Coverage:
        """What has been reached so far."""
        pairs = zip(self._goals.goals, self._goals.times, strict=True)
        return Coverage(tuple(Reached(goal, self.document.place(goal.pointer), times) for goal, times in pairs))

    def _answered(self, plan: Plan, exchange: Exchange, reading: Reading | None) -> None:
        entry = plan.operation.response_for(exchange.response.status)
        if entry is None:
            return
        answer = plan.answers[entry.status]
        self._reach((answer.goal, *_got(plan, answer, exchange.response)))
        if answer.links and reading is not None:
            self._links.offered(answer.links, exchange, reading)

    def _reach(self, goals: Iterable[int | None]) -> None:
        for goal in goals:
            if goal is not None:
                self._goals.times[goal] += 1


def _asked(plan: Plan, request: Request, reading: Reading) -> list[int | None]:
    """What a request reaches: by keeping to the document where all of it does, else by breaking it."""
    visit, wrong = Visit(), {(each.place, each.name, each.rule) for each in reading.violations}
    kept: list[int | None] = []
    broken: list[int | None] = []
    for each in plan.parameters:
        value = reading.parameters.get(each.location, {}).get(each.name, ABSENT)
        if value is not ABSENT:
            kept.append(each.sent)
            if each.node is not None:
                visit.see(each.node, value)
        elif (each.location.value, each.name, "missing") in wrong:
            broken.append(each.missing)
        else:
            kept.append(each.absent)
    content = _content(plan.content, request.header("content-type"))
    if reading.body is not ABSENT and content is not None:
        kept.append(content.goal)
        _see(visit, content, reading.body)
    elif not request.body:
        kept.append(plan.without_body)
    faults = {"missing": plan.body_missing, "unreadable": plan.unreadable}
    broken += [goal for rule, goal in faults.items() if ("body", "", rule) in wrong]
    broken += [plan.other_media] if ("content-type", "", "undocumented") in wrong else []
    return [*broken, *visit.broken] if wrong else [*kept, *visit.kept]


def _presented(plan: Plan, request: Request) -> list[int]:
    """The alternative of credentials that a request takes: the one that asks most of those that it satisfies."""
    held = [
        (len(alternative), goal)
        for alternative, goal in plan.security
        if all(carries(each.scheme, request) for each in alternative)
    ]
    most = max((size for size, _ in held), default=0)
    return [goal for size, goal in held if size == most]


def _got(plan: Plan, answer: Answer, response: Response) -> list[int]:
    """What an answer reaches. It need not be valid: what came, came."""
    sent = {name.lower() for name, _ in response.headers}
    reached = [goal for name, goal in answer.headers if name in sent]
    declared = response.header("content-type")
    content = _content(answer.content, declared)
    if content is None or declared is None or not _has_content(plan, response):
        return reached
    visit = Visit()
    try:
        value = media.read(media.Frame(content.media, declared, Direction.RESPONSE), response.body).value
    except (ValueError, RecursionError):
        return [*reached, content.goal]  # what is said to be of a media type and is not, is told by a check
    _see(visit, content, value)
    return [*reached, content.goal, *visit.kept]


def _has_content(plan: Plan, response: Response) -> bool:
    return plan.operation.method != "HEAD" and response.status not in WITHOUT_CONTENT


def _content(documented: tuple[Content, ...], declared: str | None) -> Content | None:
    """The documented media type that covers what a message says it is."""
    exact = next((each for each in documented if each.media.name == declared), None)
    if exact is not None or not documented or declared is None:
        return exact
    name = best_match((each.media.name for each in documented), declared)
    return next((each for each in documented if each.media.name == name), None)


def _see(visit: Visit, content: Content, value: Any) -> None:
    if content.node is not None:
        visit.see(content.node, value)
    if content.item is not None and isinstance(value, list):
        for item in value:
            visit.see(content.item, item)

"""One request to a mock that has a mutant: what is known of it, and what can be made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from typing import Any

from mockserver.answer import AT_ONCE, Answer, Delivery
from mockserver.kept import Kept
from mockserver.mutants.values import Place
from mockserver.pipeline import Mock
from mockserver.request.conformity import Conformity
from mockserver.request.routing import Match
from mockserver.response.finishing import VIOLATIONS
from mockserver.settings import Auth, Validate
from mockserver.varied import varied
from specs.inference.resources import Role
from specs.inference.roles import Roles
from specs.messages import Headers, Request, Response, is_json, read_json, write_json
from specs.model import Document, Operation

REFUSED = frozenset({401, 403})
"""Statuses that say that somebody may not."""


@dataclass(frozen=True, slots=True)
class Broken:
    """What a client is told instead.

    Attributes:
        response: the wrong one; the right one where only what is remembered is wrong.
        delivery: how it is sent.
        how: what is wrong where the response is the right one.
    """

    response: Response
    delivery: Delivery = AT_ONCE
    how: str = ""


@dataclass(slots=True, eq=False)
class Memory:
    """What a mutant knows of earlier requests; of a new one nothing.

    Attributes:
        answers: of operations that read, by address and credentials.
        kept: anything else, by what a kind calls it.
    """

    answers: dict[str, Response] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)


class Trial:
    """A request that was routed to the operation of a mutant, or to its path.

    Args:
        mock: that it is sent to.
        kept: where that keeps things.
        request: as it came.
        found: where it was routed to.
        place: the mutant's.
        memory: the mutant's.
        plain: whether the request is for the operation itself, not for another method of its path.
    """

    def __init__(
        self,
        mock: Mock,
        kept: Kept,
        request: Request,
        found: tuple[Match, Operation],
        place: Place,
        memory: Memory,
        *,
        plain: bool,
    ) -> None:
        self.mock, self.request, self.place, self.memory, self.plain = mock, request, place, memory, plain
        self.match, self.operation = found
        self._kept = kept

    @cached_property
    def right(self) -> Answer:
        """What a mock without a mutant answers. The request is carried out when this is first asked for."""
        return self.mock.answer(self.request)

    @property
    def response(self) -> Response:
        """The right one."""
        return self.right.response

    @property
    def placed(self) -> bool:
        """Whether the right answer has the place's status."""
        return self.plain and self.place.status in (0, self.response.status)

    @cached_property
    def role(self) -> Role:
        """What the operation does."""
        return self.roles.of(self.operation)

    @cached_property
    def roles(self) -> Roles:
        """What all operations do."""
        return roles(self.mock.document)

    @property
    def address(self) -> str:
        """The path with the query."""
        return f"{self.request.path}?{self.request.query}"

    @property
    def asker(self) -> str:
        """The credentials that were sent in the usual field."""
        return self.request.header("authorization") or ""

    @cached_property
    def json(self) -> Any:
        """The body of the right answer; None where it is no JSON."""
        return read(self.response)

    def other(self, request: Request) -> Response:
        """What the mock answers to another request, which is carried out."""
        return self.mock.answer(request).response

    def undone(self) -> Response:
        """The right answer, of which nothing is remembered."""
        before = self.mock.state.snapshot()
        response = self.response
        self.mock.state.restore(before)
        return response

    def careless(self) -> Response:
        """What a mock answers that carries out invalid requests, too."""
        compiled = varied(self.mock.compiled, conformity=Conformity(Validate.WARN))
        return without(self._otherwise(compiled=compiled), VIOLATIONS)

    def open_to_all(self) -> Response:
        """What a mock answers that takes any credentials, or wants none."""
        for auth in (Auth.ANY, Auth.OFF):
            settings = replace(self.mock.settings, auth=auth)
            response = self._otherwise(settings=settings)
            if response.status not in REFUSED:
                break
        return response

    def _otherwise(self, **own: Any) -> Response:
        """What a mock answers that remembers the same, and is made of something else."""
        other = varied(self.mock, **own)
        other.begin_with(self._kept, self.mock.seed)
        return other.answer(self.request).response


_Bent = Callable[[Trial], Response | None]


def answering(bent: _Bent) -> Callable[[Trial], Broken | None]:
    """The effect of a kind that makes another response of an answer that has the place's status."""
    return partial(_answered, bent)


def _answered(bent: _Bent, trial: Trial) -> Broken | None:
    response = bent(trial) if trial.placed else None
    return None if response is None else Broken(response)


@lru_cache(8)
def roles(document: Document) -> Roles:
    """What the operations of a document do."""
    return Roles(document)


def read(response: Response) -> Any:
    """The JSON of a response; None where it has none."""
    if not response.body or not is_json(response.header("content-type") or ""):
        return None
    try:
        return read_json(response.body)
    except ValueError:
        return None


def written(response: Response, value: Any) -> Response:
    """A response with another body in JSON."""
    return replace(response, body=write_json(value))


def without(response: Response, *names: str) -> Response:
    """A response without some header fields."""
    gone = {name.lower() for name in names}
    return replace(response, headers=tuple(each for each in response.headers if each[0].lower() not in gone))


def with_field(response: Response, name: str, text: str) -> Response:
    """A response with a header field in place of all of its name."""
    fields: Headers = without(response, name).headers
    return replace(response, headers=(*fields, (name, text)))

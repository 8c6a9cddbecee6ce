"""A client, and a mock of its document that answers as it is told to: what ``contracts.stress`` searches with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contracts.errors import ContractError
from contracts.stress.choices import Calm
from contracts.stress.reporting import override_of
from contracts.stress.values import Choice, Run
from ringback.clients import Access, Ended, run
from specs.messages import Exchange
from specs.validation import check_response

if TYPE_CHECKING:
    from mockserver.observing.recording import Record
    from mockserver.settings import Settings
    from mockserver.testing import Running
    from specs.model import Document

_JOURNAL = 20_000
_CUT_SHORT = re.compile(rb"\[\d+ bytes\]")
"""What the journal has of a body that is too large to be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """How the client is run.

    Attributes:
        command: its words.
        seconds: after which it is stopped, and has failed.
        handled: exit codes beside 0 that say that it has dealt with what it was answered.
    """

    command: tuple[str, ...]
    seconds: float
    handled: frozenset[int] = frozenset()

    def passed(self, ended: Ended) -> bool:
        """Whether it has ended as it should."""
        return ended.code == 0 or ended.code in self.handled


class Stage:
    """Where the client meets the mock. All runs begin with the mock as it was at its start.

    Args:
        document: what the mock answers as.
        settings: the choices of its user.
        client: how the client is run.
    """

    def __init__(self, document: Document, settings: Settings, client: Client) -> None:
        self._document, self._client = document, client
        self._settings = replace(settings, journal_size=_JOURNAL)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Within this it can be played on."""
        with self._served(self._settings) as self._usual:
            yield

    def calm(self) -> tuple[Calm, ...]:
        """The exchanges of a run to which nothing is changed.

        Raises:
            ContractError: the client does not pass, or calls nothing.
        """
        mock, access = self._usual
        ended, records = self._played(mock, access, ())
        if not self._client.passed(ended):
            shown = f":\n{ended.output}" if ended.output else ""
            hint = "it has to pass before its limits can be looked for"
            raise ContractError(f"the client fails without any change ({ended.told}; {hint}){shown}")
        known = [Calm(self._document.by_key[each.key], _whole(each)) for each in records if each.key]
        if not known:
            told = f"the client called no operation of the document at {access.url}"
            raise ContractError(told, hint="it is told where by RINGBACK_URL, or {url} among its words")
        return tuple(known)

    def attempt(self, choices: Sequence[Choice]) -> Run:
        """One run with some changes."""
        more = {name: value for each in choices if each.part == "collections" for name, value in each.change.items()}
        with ExitStack() as stack:
            mock, access = self._usual
            if more:
                mock, access = stack.enter_context(self._served(replace(self._settings, **more)))
            ended, records = self._played(mock, access, choices)
        return Run(
            passed=self._client.passed(ended),
            told=ended.told,
            output=ended.output,
            reached=dict(_reached(choices, records)),
            operations=frozenset(each.key for each in records if each.key),
        )

    @contextmanager
    def _served(self, settings: Settings) -> Iterator[tuple[Running, Access]]:
        from mockserver.app import EXTENSION, create_app
        from mockserver.testing import running
        from ringback.own_mock import known

        app = create_app(self._document, settings)
        key = app.extensions[EXTENSION].tokens.api_key
        account = known(self._document, settings, key)
        with running(app) as mock:
            yield (
                mock,
                Access(
                    url=mock + self._document.base_paths[0],
                    origin=str(mock),
                    api_key=key,
                    email=account.identifier,
                    password=account.password,
                ),
            )

    def _played(self, mock: Running, access: Access, choices: Sequence[Choice]) -> tuple[Ended, Sequence[Record]]:
        mock.reset()
        access = replace(access, token=mock.token())
        with ExitStack() as stack:
            for override in override_of(choices):
                stack.enter_context(mock.override(**override))
            ended = run(self._client.command, access, self._client.seconds)
            records = mock.journal.records()
        self._demand_valid(records)
        return ended, records

    def _demand_valid(self, records: Sequence[Record]) -> None:
        """Raises ContractError: an answer was not valid, so that nothing follows from what the client made of it."""
        for each in records:
            operation = self._document.by_key.get(each.key)
            documented = operation and operation.response_for(each.response.status)
            if operation is None or documented is None or _CUT_SHORT.fullmatch(each.response.body):
                continue
            for violation in check_response(operation, each.response):
                raise ContractError(f"the mock answered {each.key} with what breaks the document: {violation}")


def _reached(choices: Sequence[Choice], records: Sequence[Record]) -> Iterator[tuple[str, Exchange | None]]:
    """The choices that the client was shown, each with the first exchange that shows it."""
    for choice in choices:
        if choice.part == "collections":
            yield choice.id, None
            continue
        for record in records:
            if record.key == choice.operation and _shows(record, choice):
                yield choice.id, record.shown().exchange
                break


def _shows(record: Record, choice: Choice) -> bool:
    """Whether an exchange has a difference; what an override could not change stands among its notes."""
    if "override" not in record.notes or record.response.status != choice.status:
        return False
    unaltered = record.notes.get("unaltered")
    left_out = [str(each) for each in unaltered] if isinstance(unaltered, list) else []
    place = choice.place
    return not any(told.startswith((f"{place}: ", f"{place} is ", "the body is")) for told in left_out)


def _whole(record: Record) -> Exchange:
    return Exchange(record.request, record.response)

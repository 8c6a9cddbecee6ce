"""The control interface: one operation of its own document after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from mockserver.compiled import LOST
from mockserver.control import operations, probes, showing
from mockserver.control.access import Access
from mockserver.control.operations import Call
from mockserver.errors import MockError, StoreError
from mockserver.hosts.hosting import Host
from mockserver.hosts.sessions import SessionError
from mockserver.hosts.world import World
from mockserver.request.routing import Router
from mockserver.response.dates import dated
from mockserver.response.problems import Refusal
from specs import load
from specs.errors import SpecError
from specs.load import from_mapping
from specs.messages import Request, Response
from specs.model import Document
from specs.validation import read_request

_DOCUMENT = Path(__file__).with_name("openapi.yaml")


class Control:
    """Answers below the prefix of a host's own.

    Args:
        host: what is controlled.
        access: who may.
    """

    def __init__(self, host: Host, access: Access) -> None:
        self._host, self._access = host, access

    @cached_property
    def document(self) -> Document:
        """What it says of itself; read when it is first asked something."""
        return from_mapping({**load(_DOCUMENT).raw, "servers": [{"url": self._host.control}]}, "control/openapi.yaml")

    @cached_property
    def _router(self) -> Router:
        return Router(self.document, "")

    def answer(self, request: Request, peer: str) -> Response:
        """The answer to a request from an IP address. It is not recorded, and nothing is done to it."""
        if request.path.removeprefix(self._host.control) in probes.PATHS:
            return dated(self.within(self._host, request), self._host.clock)
        unwelcome = self._access.refusal(request, peer)
        if unwelcome:
            return showing.refused(unwelcome)
        try:
            world, request = self._host.world_of(request)
            world.look()
        except SessionError as error:
            return showing.refused(error.refusal)
        except StoreError as error:
            return _lost(error)
        return dated(self.within(world, request), world.clock)

    def within(self, world: World, request: Request) -> Response:
        """The answer to a request that may be asked, of a world, as it is there."""
        found = self._router.route(request)
        if isinstance(found, Response):
            return found
        match, operation = found
        reading = read_request(operation, request, match.values)
        if reading.violations:
            told = "The request is not what the document of the control interface says."
            return showing.refused(
                Refusal(statuses=(400,), kind="invalid-request", detail=told, violations=reading.violations)
            )
        done: Callable[[Call], Any] = operations.BY_ID[operation.id or ""]
        call = Call(host=self._host, world=world, request=request, reading=reading, document=self.document)
        try:
            made = done(call)
        except SessionError as error:
            return showing.refused(error.refusal)
        except StoreError as error:
            return _lost(error)
        except (MockError, SpecError) as error:
            return showing.refusal(422, "control-impossible", str(error))
        return made if isinstance(made, Response) else showing.as_json(made)


def _lost(error: StoreError) -> Response:
    """What the mock remembers cannot be reached, and why."""
    return showing.refused(replace(LOST, detail=f"{error}."))

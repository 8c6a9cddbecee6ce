"""A gateway to an account, without an engine: each test sends what it wants to see judged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from account_server import DOCUMENT, EMAIL, OTHER_EMAIL, OTHER_PASSWORD, PASSWORD, Account, serving

from contracts.conformance.auth import Credentials
from contracts.conformance.events import HELD_BACK
from contracts.live import account as accounts
from contracts.live.cleanup import Cleaned
from contracts.live.gateway import Gateway
from contracts.live.ledger import FILE, Ledger
from contracts.live.profile import Budget, Profile, Writes
from contracts.live.running import cleaned_up
from contracts.live.upstream import Unanswered
from specs import load
from specs.messages import Request, Response

FAST = Budget(per_second=5_000)


@dataclass
class Through:
    """The way to an account, as the engine has it."""

    account: Account
    open: accounts.Account
    gateway: Gateway
    ledger: Ledger
    said: list[str] = field(default_factory=list)

    def __call__(
        self, method: str, path: str, body: Any = None, who: str = "", **headers: str
    ) -> Response | Unanswered:
        """Send a request with the mask of a token: the owner's, where no other is named."""
        path, _, query = f"/v1{path}".partition("?")
        fields = [("Authorization", f"Bearer {who or self.open.token}")]
        fields += [(name.replace("_", "-"), value) for name, value in headers.items()]
        sent = b"" if body is None else json.dumps(body).encode()
        if body is not None:
            fields.append(("Content-Type", "application/json"))
        return self.gateway.answer(Request(method, path, query, tuple(fields), sent))

    @property
    def others(self) -> str:
        """The mask of the second account's token."""
        assert self.open.other is not None
        return self.open.other.token

    def rule(self, method: str, path: str, body: Any = None, who: str = "", **headers: str) -> str:
        """The rule by which a request is held back; empty where it is sent."""
        answer = self(method, path, body, who, **headers)
        return (answer.header(HELD_BACK) or "") if isinstance(answer, Response) else ""

    def created(self, path: str, body: Any) -> int:
        """The id of something that was created."""
        answer = self("POST", path, body)
        assert isinstance(answer, Response), answer
        assert answer.status == 201, answer
        return int(json.loads(answer.body)["id"])

    def clean(self) -> Cleaned:
        """Clean up."""
        return cleaned_up("run", self.open, self.ledger, self.said.append)


@contextmanager
def through(
    account: Account,
    folder: Path,
    writes: Writes = Writes.OWNED,
    budget: Budget = FAST,
    other: int = 9,
    *,
    other_user: bool = False,
    **more: Any,
) -> Iterator[Through]:
    """A way to an account."""
    with serving(account, other) as url:
        profile = Profile(name="test", url=url, writes=writes, budget=budget, **more)
        owner = Credentials(identifier=EMAIL, password=PASSWORD)
        second = Credentials(identifier=OTHER_EMAIL, password=OTHER_PASSWORD) if other_user else None
        with accounts.opened("run", load(str(DOCUMENT)), profile, owner, second) as opened:
            ledger = Ledger(folder / FILE)
            yield Through(account, opened, opened.gateway("run", ledger, budget), ledger)
            ledger.close()

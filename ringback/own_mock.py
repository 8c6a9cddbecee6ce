"""Our own mock as what is tested: on a free port, with credentials that it takes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from contracts.conformance.auth import Credentials
    from contracts.conformance.tally import Progress
    from mockserver.settings import Settings
    from specs.model import Document


@dataclass(frozen=True, slots=True)
class Target:
    """What is tested: where the document's paths start, who calls, and a second account where there is one."""

    base_url: str
    credentials: Credentials | None
    other: Credentials | None = None


@contextmanager
def own_mock(document: Document, settings: Settings) -> Iterator[Target]:
    """Run our own mock of a document, with credentials for all that wants some, and closed to pages of other origins.

    That a mock is open to them is meant so; of a server, it is a finding.
    """
    from mockserver.app import EXTENSION, create_app
    from mockserver.testing import running

    app = create_app(document, replace(settings, cors=False))
    key = app.extensions[EXTENSION].tokens.api_key
    with running(app) as root:
        first = known(document, settings, key)
        yield Target(root + document.base_paths[0], first, second(document, settings, first))


def made_up(document: Document, key: str) -> Credentials:
    """Credentials that our own mock takes: any account that its login's schema allows, or the mock's own key."""
    from contracts.conformance.auth import Credentials
    from specs.login import find_login
    from specs.sampling import sample
    from specs.schemas import Direction

    login = find_login(document)
    if login is None or login.sent.schema is None:
        return Credentials(identifier="mock", password=key, token=key, api_key=key)
    body = sample(login.sent.schema, Direction.REQUEST, secrets.token_hex(8))
    account = body if isinstance(body, dict) else {}
    return Credentials(
        identifier=str(account.get(login.identifier, "mock")), password=str(account.get(login.secret, key)), api_key=key
    )


def known(document: Document, settings: Settings, key: str) -> Credentials:
    """Credentials that our own mock takes: those of the first user that it knows, else made up."""
    from contracts.conformance.auth import Credentials
    from specs.login import find_login

    user = next(iter(settings.users), None)
    if user is None or find_login(document) is None:
        return made_up(document, key)
    return Credentials(identifier=user.name, password=user.password or key, api_key=key)


def second(document: Document, settings: Settings, first: Credentials) -> Credentials | None:
    """A second account, where the mock takes any that its login's schema allows."""
    from specs.login import find_login
    from specs.schemas import Direction
    from specs.validation import validator

    login = find_login(document)
    if settings.users or login is None or login.sent.schema is None:
        return None
    other = replace(first, identifier=f"second-{first.identifier}")
    body = {login.identifier: other.identifier, login.secret: other.password}
    return other if validator(login.sent.schema, Direction.REQUEST).accepts(body) else None


@contextmanager
def watched(*, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """Shows how far the run is, on a terminal only."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    with console.status("testing") as status:
        yield lambda progress: status.update(_told(progress))


def _told(progress: Progress) -> str:
    from contracts.render.wording import plural

    counts = f"{plural(progress.cases, 'request')}, {plural(progress.findings, 'finding')}"
    return " · ".join(filter(None, (progress.phase, counts, progress.operation)))

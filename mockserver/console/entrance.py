"""Who may look at the console: whom the control interface admits, and browsers that were told its token."""

from __future__ import annotations

import hashlib
import hmac

from mockserver.control.access import Access, loopback
from mockserver.response.problems import Refusal
from mockserver.settings import Changes
from specs.messages import Request

COOKIE = "ringback-console"
_MEANING = b"ringback console"


class Entrance:
    """The rules.

    Args:
        access: those of the control interface.
        changes: who may change something.
    """

    def __init__(self, access: Access, changes: Changes) -> None:
        self._access, self._changes = access, changes

    def refusal(self, request: Request, peer: str) -> Refusal | None:
        """Why a request is turned away whoever sends it; None where it may pass, or its token is to be asked for.

        What changes something has to say of which page it comes, so that nothing but a page of this origin can send it.
        """
        if request.method == "POST" and request.header("origin") is None:
            return Refusal(statuses=(403,), kind="control-forbidden", detail="A form must tell its Origin.")
        return self._access.foreign(request) or (None if self._access.token else self._access.refusal(request, peer))

    def asks_for_token(self, request: Request) -> bool:
        """Whether the token has to be shown first."""
        if not self._access.token or self._access.shown(request):
            return False
        told = cookies(request).get(COOKIE, "")
        return not hmac.compare_digest(told.encode(), self._ticket().encode())

    def writable(self, peer: str) -> bool:
        """Whether who has come from an IP address may change something."""
        return self._changes is Changes.ALL or (self._changes is Changes.LOCAL and loopback(peer))

    def ticket(self, told: str) -> str | None:
        """What a browser shows from now on that was told the token; None where that was another one."""
        return self._ticket() if hmac.compare_digest(told.encode(), self._access.token.encode()) else None

    def _ticket(self) -> str:
        """Follows from the token, which it does not tell."""
        return hmac.new(self._access.token.encode(), _MEANING, hashlib.sha256).hexdigest()


def cookies(request: Request) -> dict[str, str]:
    """Those of a request. Source: RFC 6265, 4.2.1."""
    told = (each.strip().partition("=") for each in (request.header("cookie") or "").replace(",", ";").split(";"))
    return {name: value for name, _, value in told}

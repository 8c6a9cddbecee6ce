"""What answers beside the documents of a host, below a prefix of its own: the control interface and the console."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from mockserver.control.access import access
from mockserver.control.service import Control
from mockserver.hosts.hosting import Host
from mockserver.serving.pages import CONSOLE

if TYPE_CHECKING:
    from mockserver.console.comparing import Compare
    from mockserver.console.service import Console
    from mockserver.serving.pages import Pages
    from specs.messages import Request, Response


def controlling(host: Host, compare: Compare | None = None) -> Pages:
    """What answers below the prefix of the control interface.

    Args:
        host: what is controlled and shown.
        compare: has the console compare documents; without it the console has no page for that.
    """
    rules = access(host.settings.control_token, host.settings.control_hosts)
    control = Control(host, rules)
    if not host.settings.console:
        return control.answer

    @cache
    def console() -> Console:
        from mockserver.console.service import Console  # it takes memory, and most of what asks here is no browser

        return Console(host, control, rules, compare)

    lock = Lock()  # two who ask at once get the same one

    def answer(request: Request, peer: str) -> Response:
        page = _page(host, request)
        if page is None:
            return control.answer(request, peer)
        with lock:
            shown = console()
        return shown.answer(request, page, peer)

    return answer


def _page(host: Host, request: Request) -> str | None:
    """What the path of a page of the console has behind the prefix; None where a request is for none of them."""
    page = host.sessions.within(request.path).removeprefix(host.control).removeprefix("/")
    return page if not page or page.startswith(CONSOLE) else None

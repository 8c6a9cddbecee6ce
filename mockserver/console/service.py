"""The console: pages that show what the mock does, and have it do otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mockserver.console import assets
from mockserver.console.comparing import Compare, Comparisons
from mockserver.console.controlling import NotDoneError
from mockserver.console.deeds import DEEDS
from mockserver.console.entrance import COOKIE, Entrance
from mockserver.console.forms import Form
from mockserver.console.policy import effective, moved
from mockserver.console.views import api, behaviour, journal, overview, state
from mockserver.console.views import compare as comparing
from mockserver.console.visit import View, Visit
from mockserver.control.access import Access
from mockserver.control.service import Control
from mockserver.errors import MockError, StoreError
from mockserver.hosts.hosting import Host
from mockserver.hosts.sessions import SessionError
from mockserver.hosts.world import World
from mockserver.serving.pages import CONSOLE
from specs.errors import SpecError
from specs.messages import Request, Response

_DOING = f"{CONSOLE}do/"
_ENTER = f"{CONSOLE}enter"


@dataclass(frozen=True, slots=True)
class Room:
    """A page that the navigation leads to.

    Attributes:
        page: what its path has behind the address of the console.
        title: what it is called.
    """

    page: str
    title: str
    view: View


ROOMS = (
    Room("", "Overview", overview.show),
    Room(api.PAGE, "API", api.show),
    Room(journal.PAGE, "Journal", journal.show),
    Room(state.PAGE, "State", state.show),
    Room(behaviour.PAGE, "Behaviour", behaviour.show),
    Room(comparing.PAGE, "Compare", comparing.show),
)
"""In the order of the navigation."""
_VIEWS: Mapping[str, View] = {room.page: room.view for room in ROOMS} | {
    f"{journal.PAGE}/events": journal.events,
    f"{journal.PAGE}.har": journal.whole,
    f"{state.PAGE}.json": state.saved,
    f"{state.PAGE}/inferred": state.explained,
}
_GROUPS: Mapping[str, View] = {
    f"{journal.PAGE}/": journal.one,
    f"{api.PAGE}/document/": api.document,
    f"{comparing.PAGE}/": comparing.one,
}
"""By what the pages of a kind begin with."""


class Console:
    """Answers below the prefix of a host's own what people look at.

    Args:
        host: what is shown.
        control: does what is asked for.
        access: who may.
        compare: compares documents; None where nothing does.

    Attributes:
        prefix: what the paths begin with.
        rooms: the pages that the navigation leads to.
        comparisons: those that were made; None where none can be.
    """

    def __init__(self, host: Host, control: Control, access: Access, compare: Compare | None = None) -> None:
        self.host, self.control, self.prefix = host, control, host.control
        self.comparisons = Comparisons(compare) if compare else None
        self.rooms = ROOMS if compare else tuple(room for room in ROOMS if room.page != comparing.PAGE)
        self._entrance = Entrance(access, host.settings.console_changes)

    def answer(self, request: Request, page: str, peer: str) -> Response:
        """The answer to a request for a page, as the path has it behind the prefix, from an IP address."""
        if request.path == self.prefix:
            return moved(f"{self.prefix}/")
        answered = effective(self._welcomed(request, page, peer), request)
        return Response(answered.status, answered.headers) if request.method == "HEAD" else answered

    def _welcomed(self, request: Request, page: str, peer: str) -> Response:
        stranger = Visit(console=self, request=request, world=self.host, page=page, writable=False)
        unwelcome = self._entrance.refusal(request, peer)
        if unwelcome:
            return self.refused(stranger, unwelcome.statuses[0], unwelcome.detail)
        if page.startswith(f"{CONSOLE}static/"):
            return assets.show(stranger)
        if self._entrance.asks_for_token(request):
            return self._enter(stranger)
        try:
            world, asked = self.host.world_of(request)
            world.look()
            return self._within(world, asked, page, self._entrance.writable(peer))
        except SessionError as error:
            return self.refused(stranger, error.refusal.statuses[0], error.refusal.detail)
        except StoreError as error:
            return self.refused(stranger, 503, f"{error}.")

    def _within(self, world: World, request: Request, page: str, writable: bool) -> Response:
        visit = Visit(console=self, request=request, world=world, page=page, writable=writable)
        if request.method == "POST":
            return self._done(visit)
        if request.method not in ("GET", "HEAD"):
            return self.refused(visit, 405, "Pages are looked at with GET, and forms are sent with POST.")
        try:
            return _view(page, self.missing)(visit)
        except (MockError, SpecError) as error:
            return self.refused(visit, 422, f"{error}.")

    def _done(self, visit: Visit) -> Response:
        """Do what a form asks for, and show its page again."""
        name = visit.page.removeprefix(_DOING)
        deed = DEEDS.get(name) if visit.page.startswith(_DOING) else None
        if deed is None:
            return self.missing(visit)
        if not visit.writable:
            return self.refused(visit, 403, "Nothing may be changed from here; --console-changes says who may.")
        try:
            form = Form.of(visit.request)
            shown = deed.act(visit, form)
        except NotDoneError as error:
            return self.refused(visit, 422, str(error), error.told.get("errors", ()))
        except (MockError, SpecError) as error:
            return self.refused(visit, 422, f"{error}.")
        return shown or moved(visit.link(_room(form.text("back")), done=name))

    def _enter(self, visit: Visit) -> Response:
        """Ask for the token, and note in the browser that it was told."""
        if visit.request.method != "POST" or visit.page != _ENTER:
            return visit.render("enter.html", 401, wrong=False, back=_room(visit.page))
        form = Form.of(visit.request)
        back, ticket = _room(form.text("back")), self._entrance.ticket(form.text("token"))
        if ticket is None:
            return visit.render("enter.html", 401, wrong=True, back=back)
        kept = f"{COOKIE}={ticket}; Path={self.prefix}/; HttpOnly; SameSite=Strict"
        there = moved(visit.link(back))
        return Response(there.status, (*there.headers, ("Set-Cookie", kept)))

    def missing(self, visit: Visit) -> Response:
        """That there is no such page."""
        return self.refused(visit, 404, "The console has no such page.")

    def refused(self, visit: Visit, status: int, told: str, errors: object = ()) -> Response:
        """Why something is not shown or done."""
        return visit.render("refused.html", status, told=told, errors=errors)

    def told(self, visit: Visit) -> str:
        """What to say of what was done before a page is shown; empty where nothing was."""
        deed = DEEDS.get(visit.query.get("done", ""))
        return deed.done if deed else ""


def _room(page: str) -> str:
    """A page that the navigation leads to: the one that is meant, or else the first."""
    return page if page in {room.page for room in ROOMS} else ""


def _view(page: str, missing: Callable[[Visit], Response]) -> View:
    group = next((view for below, view in _GROUPS.items() if page.startswith(below)), missing)
    return _VIEWS.get(page, group)

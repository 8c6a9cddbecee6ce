"""Asking a user: the authorization endpoint, and the end of a log-in. Source: RFC 6749, 3.1; RFC 9207."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from mockserver.access import signing
from mockserver.access.people import Client, User
from mockserver.identity.asking import Asked, Denied
from mockserver.identity.issuing import Desk
from specs.messages import Headers, Response

_PAGE: Headers = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)
FORM = (
    '<form method="post">{hidden}'
    '<p><label>Name <input name="username" value="{name}" autofocus></label></p>'
    '<p><label>Password <input name="password" type="password"></label></p>'
    '<p><button name="consent" value="allow">Allow</button> <button name="consent" value="deny">Deny</button></p>'
    "</form>"
)
"""Asks who agrees; what is ``hidden`` in it, and the ``name``, are HTML."""
_OWN = frozenset({"username", "password", "consent"})
"""Fields of the page; the others are the program's."""
_IMPLICIT = frozenset({"token", "id_token"})


def authorize(desk: Desk, call: Asked, *, implicit: bool, auto: bool) -> Response:
    """A page that asks the user, or a redirect with what came of it.

    Args:
        desk: hands out what the user agrees to.
        call: of the program, or of the page.
        implicit: whether tokens may be in the redirect itself.
        auto: nobody is asked.
    """
    try:
        client, back = _whose(desk, call)
    except Denied as wrong:  # a stranger's address is not gone to. Source: RFC 6749, 4.1.2.1
        return page(f"<p>{escape(str(wrong))}</p>", wrong.status)
    kinds = frozenset(call.field("response_type").split())
    in_fragment = bool(kinds & _IMPLICIT)
    try:
        _demand(call, client, kinds, implicit=implicit)
        user = somebody(desk, call) if auto else consenting(desk, call)
        if user is None:
            if call.field("prompt") == "none":
                raise Denied("login_required", "Somebody has to be asked.")
            return _question(desk, call, client)
        told = _granted(desk, call, user, client, kinds)
    except Denied as wrong:
        told = {"error": wrong.error, "error_description": str(wrong)}
    state = {"state": call.field("state")} if call.field("state") else {}
    return _sent_back(back, {**told, **state, "iss": call.issuer}, in_fragment=in_fragment)


def log_out(desk: Desk, call: Asked) -> Response:
    """Back to where the program says, if that is one of its addresses. Source: RP-Initiated Logout, 2."""
    back = call.field("post_logout_redirect_uri")
    hinted = signing.claims_for_all(call.field("id_token_hint"), desk.tokens.pair) or {}
    client = desk.people.client(call.field("client_id") or str(hinted.get("aud", "")))
    if not back:
        return page("<p>You are logged out.</p>")
    if client is None or not client.returns_to(back):
        return page("<p>post_logout_redirect_uri is not known of this client.</p>", 400)
    return _sent_back(back, {"state": call.field("state")} if call.field("state") else {}, in_fragment=False)


def _whose(desk: Desk, call: Asked) -> tuple[Client, str]:
    client = desk.people.client(call.demanded("client_id"))
    if client is None:
        raise Denied("invalid_client", "There is no such client.")
    back = call.field("redirect_uri")
    if not back and len(client.redirect_uris) == 1:
        return client, client.redirect_uris[0]
    if not client.returns_to(back):
        raise Denied("invalid_request", "redirect_uri is not known of this client.")
    return client, back


def somebody(desk: Desk, call: Asked) -> User:
    """Who agrees where nobody is asked: the one in ``login_hint``, or else whoever was told of first.

    Raises:
        Denied: there is nobody of this name.
    """
    hint = call.field("login_hint")
    user = desk.people.named(hint) if hint else desk.people.somebody
    if user is None:
        raise Denied("access_denied", "There is no user of the name in login_hint.")
    return user


def consenting(desk: Desk, call: Asked) -> User | None:
    """Who has agreed; None where somebody has to be asked."""
    # only the page's own form, never a link, says who has agreed
    if call.request.method != "POST" or call.field("consent") != "allow":
        return None
    return desk.people.user(call.field("username"), call.field("password")) if call.field("username") else None


def page(content: str, status: int = 200) -> Response:
    """A page around some HTML."""
    whole = f'<!doctype html><html lang="en"><title>Log in to the mock</title><h1>Mock</h1>{content}</html>'
    return Response(status, _PAGE, whole.encode("utf-8", "replace"))


def _demand(call: Asked, client: Client, kinds: frozenset[str], *, implicit: bool) -> None:
    if kinds != {"code"} and not (implicit and kinds and kinds <= _IMPLICIT):
        raise Denied("unsupported_response_type", "response_type must be code.")
    if "id_token" in kinds:
        call.demanded("nonce")  # OpenID Connect Core, 3.2.2.1
    if call.field("code_challenge_method") not in ("", "plain", "S256"):
        raise Denied("invalid_request", "code_challenge_method must be S256 or plain.")
    if "code" in kinds and client.public and not call.field("code_challenge"):
        raise Denied("invalid_request", "A program without a secret must send code_challenge.")  # RFC 9700, 2.1.1
    if call.field("consent") == "deny":
        raise Denied("access_denied", "The user said no.")


def _granted(desk: Desk, call: Asked, user: User, client: Client, kinds: frozenset[str]) -> Mapping[str, str]:
    grant = desk.granted(call, user, client)
    if "code" in kinds:
        return {"code": desk.code(grant, call)}
    told: dict[str, str] = {}
    if "token" in kinds:
        told = {name: str(value) for name, value in desk.answer(grant, call.issuer).items() if name != "id_token"}
    if "id_token" in kinds:
        access, nonce = told.get("access_token", ""), call.field("nonce")
        told["id_token"] = desk.tokens.id_token(grant, call.issuer, access=access, nonce=nonce, at=desk.tokens.clock())
    return told


def _sent_back(back: str, told: Mapping[str, str], *, in_fragment: bool) -> Response:
    mark = "#" if in_fragment else "&" if "?" in back else "?"
    place = f"{back}{mark}{urlencode(told)}" if told else back
    status = 303  # never the form's POST again. Source: RFC 9700, 4.12
    return Response(status, (("Location", place), ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")))


def _question(desk: Desk, call: Asked, client: Client) -> Response:
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in call.fields.items()
        if name not in _OWN
    )
    wrong = "<p>There is no such account, or its password is another.</p>" if call.field("username") else ""
    known = "" if desk.people.everybody else " Only the configured users may log in."
    scopes = escape(call.field("scope") or "everything")
    return page(
        f"<p><b>{escape(client.id)}</b> asks for: {scopes}.{known}</p>{wrong}"
        f"{FORM.format(hidden=kept, name=escape(call.field('login_hint')))}"
    )

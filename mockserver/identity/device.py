"""Devices without a browser: a code for the user, who agrees elsewhere. Source: RFC 8628."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from mockserver.access.grants import Grant
from mockserver.access.people import Client
from mockserver.identity.asking import Asked, Denied, as_json, program
from mockserver.identity.authorizing import FORM, consenting, page, somebody
from mockserver.identity.issuing import Desk
from specs.messages import Response

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_LIFETIME = 600
_INTERVAL = 1
"""Seconds between two questions of a device, fewer than the usual five: whoever tests a client waits for it."""
_SLOWER = 5
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Source: RFC 8628, 6.1."""
_HALF = 4
_NO = "no"
_Kept = Mapping[str, Any]


def begin(desk: Desk, call: Asked, verification: str, *, auto: bool) -> Response:
    """Codes for a device and for its user. Source: RFC 8628, 3.2.

    Args:
        desk: hands out what the user agrees to.
        call: of the device.
        verification: where the user agrees.
        auto: nobody is asked.
    """
    client = program(desk.people, call)
    user = somebody(desk, call) if auto else None
    grant = desk.granted(call, user, client)  # whatever is wrong with the scopes is told at once
    text, code = desk.tokens.text_of("device"), _user_code(desk.tokens.text_of("user-code"))
    now, end = desk.tokens.clock(), desk.tokens.clock() + _LIFETIME
    kept = {"client": client.id, "scope": call.field("scope"), "end": end, "next": now, "interval": _INTERVAL}
    desk.tokens.records.put("device", text, {**kept, "grant": grant.raw() if auto else None})
    desk.tokens.records.put("user-code", _plain(code), {"device": text, "end": end})
    return as_json(
        {
            "device_code": text,
            "user_code": code,
            "verification_uri": verification,
            "verification_uri_complete": f"{verification}?user_code={code}",
            "expires_in": _LIFETIME,
            "interval": _INTERVAL,
        }
    )


def decide(desk: Desk, call: Asked) -> Response:
    """The page on which a user agrees. Source: RFC 8628, 3.3."""
    code = call.field("user_code")
    text = (desk.tokens.records.get("user-code", _plain(code)) or {}).get("device", "")
    kept = _kept(desk, text)
    client = desk.people.client(kept["client"]) if kept else None
    if kept is None or client is None or kept["grant"] is not None:
        wrong = "<p>There is no such code, or it has expired or was used.</p>" if code else ""
        field = '<label>Code <input name="user_code" autofocus></label>'
        return page(f"{wrong}<form><p>{field} <button>Go on</button></p></form>")
    if call.request.method == "POST" and call.field("consent") == "deny":
        return _decided(desk, text, {**kept, "grant": _NO}, "The device gets nothing.")
    user = consenting(desk, call)
    if user is None:
        wrong = "<p>There is no such account, or its password is another.</p>" if call.field("username") else ""
        hidden = f'<input type="hidden" name="user_code" value="{escape(code)}">'
        asks = f"<p><b>{escape(client.id)}</b> asks for: {escape(kept['scope'] or 'everything')}.</p>"
        return page(asks + wrong + FORM.format(hidden=hidden, name=""))
    try:
        grant = desk.granted(replace(call, fields={"scope": kept["scope"]}), user, client)
    except Denied as denied:
        return page(f"<p>{escape(str(denied))}</p>", denied.status)
    return _decided(desk, text, {**kept, "grant": grant.raw()}, "The device goes on now.")


def redeemed(desk: Desk, text: str, client: Client, issuer: str) -> dict[str, Any]:
    """The tokens of a device whose user has agreed; good once. Source: RFC 8628, 3.5.

    Raises:
        Denied: they have not, or not yet, or the device asks too often.
    """
    kept, now = desk.tokens.records.get("device", text), desk.tokens.clock()
    if kept is None or kept["client"] != client.id:
        raise Denied("invalid_grant", "The device code is unknown, was used before, or is another client's.")
    if now >= kept["end"]:
        raise Denied("expired_token", "The device code has expired.")
    if kept["grant"] == _NO:
        raise Denied("access_denied", "The user said no.")
    if kept["grant"] is None:
        hasty = now < kept["next"]
        interval = kept["interval"] + (_SLOWER if hasty else 0)
        desk.tokens.records.put("device", text, {**kept, "interval": interval, "next": now + interval})
        if hasty:
            raise Denied("slow_down", f"Ask every {interval} seconds.")
        raise Denied("authorization_pending", "Nobody has agreed yet.")
    if desk.tokens.records.take("device", text) is None:
        raise Denied("invalid_grant", "The device code was used before.")
    return desk.answer(Grant.read(kept["grant"]), issuer, family=desk.tokens.text_of("family"))


def _decided(desk: Desk, text: str, kept: _Kept, told: str) -> Response:
    desk.tokens.records.put("device", text, kept)
    return page(f"<p>{told}</p>")


def _kept(desk: Desk, text: str) -> _Kept | None:
    kept = desk.tokens.records.get("device", text) if text else None
    return kept if kept and desk.tokens.clock() < kept["end"] else None


def _user_code(text: str) -> str:
    digits = hashlib.sha256(text.encode()).digest()[: 2 * _HALF]
    letters = "".join(_LETTERS[each % len(_LETTERS)] for each in digits)
    return f"{letters[:_HALF]}-{letters[_HALF:]}"


def _plain(code: str) -> str:
    """A code as it may be typed. Source: RFC 8628, 6.1."""
    return "".join(each for each in code.upper() if each in _LETTERS)

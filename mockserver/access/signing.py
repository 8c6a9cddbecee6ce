"""JSON Web Tokens that are signed with a key which both sides know. Source: RFC 7515; RFC 7519."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

_HEADER = {"alg": "HS256", "typ": "JWT"}


def signed(claims: dict[str, Any], key: bytes) -> str:
    """A token that says some claims."""
    content = f"{_packed(_HEADER)}.{_packed(claims)}"
    return f"{content}.{_signature(content.encode(), key)}"


def claims_of(token: str, key: bytes) -> dict[str, Any] | None:
    """What a token says; None where it is none, or was signed in another way or with another key.

    Nothing of it is read before its signature is known to be good.
    """
    content, _, signature = token.encode("utf-8", "surrogatepass").rpartition(b".")
    if not hmac.compare_digest(signature, _signature(content, key).encode()):
        return None
    parts = [_unpacked(part) for part in content.split(b".")]
    if len(parts) != 2 or not all(isinstance(part, dict) for part in parts):
        return None
    header, claims = parts
    # An extension that must be understood is none that is understood here. Source: RFC 7515, 4.1.11.
    return claims if header.get("alg") == _HEADER["alg"] and "crit" not in header else None


def _signature(content: bytes, key: bytes) -> str:
    return _text(hmac.digest(key, content, "sha256"))


def _packed(value: dict[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _unpacked(part: bytes) -> Any:
    """The JSON of a part; None where there is none."""
    try:
        return json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return None


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

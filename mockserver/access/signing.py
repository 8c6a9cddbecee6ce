"""JSON Web Tokens. Source: RFC 7515; RFC 7519.

HS256 where both sides know the key, RS256 where others are to verify them.
"""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

from mockserver.access import rsa

_HEADER = {"alg": "HS256", "typ": "JWT"}


def signed(claims: dict[str, Any], key: bytes) -> str:
    """A token that says some claims."""
    content = f"{_packed(_HEADER)}.{_packed(claims)}"
    return f"{content}.{_signature(content.encode(), key)}"


def signed_for_all(claims: dict[str, Any], key: rsa.Key) -> str:
    """A token whose signature everybody can verify who has the public key."""
    content = f"{_packed({'alg': 'RS256', 'typ': 'JWT', 'kid': key.public['kid']})}.{_packed(claims)}"
    return f"{content}.{_text(key.signature(content.encode()))}"


def claims_of(token: str, key: bytes) -> dict[str, Any] | None:
    """What a token says; None where it is none, or was signed in another way or with another key.

    Nothing of it is read before its signature is known to be good.
    """
    content, _, signature = token.encode("utf-8", "surrogatepass").rpartition(b".")
    if not hmac.compare_digest(signature, _signature(content, key).encode()):
        return None
    return _claims(content, "HS256")


def claims_for_all(token: str, key: rsa.Key) -> dict[str, Any] | None:
    """The same for a token that everybody can verify."""
    content, _, signature = token.encode("utf-8", "surrogatepass").rpartition(b".")
    raw = _bytes(signature)
    # Several texts stand for the same bytes, of which only one is the signature's.
    if not raw or _text(raw).encode() != signature or not key.verifies(content, raw):
        return None
    return _claims(content, "RS256")


def said(token: str) -> dict[str, Any]:
    """What a token says, whoever has signed it; nothing where it is none."""
    content = token.encode("utf-8", "surrogatepass").split(b".")
    found = _unpacked(content[1]) if len(content) == 3 else None
    return found if isinstance(found, dict) else {}


def algorithm(token: str) -> str:
    """How a token says that it is signed; empty where it is none."""
    header = _unpacked(token.encode("utf-8", "surrogatepass").partition(b".")[0])
    named = header.get("alg") if isinstance(header, dict) else None
    return named if isinstance(named, str) else ""


def _claims(content: bytes, wanted: str) -> dict[str, Any] | None:
    parts = [_unpacked(part) for part in content.split(b".")]
    if len(parts) != 2 or not all(isinstance(part, dict) for part in parts):
        return None
    header, claims = parts
    # An extension that must be understood is none that is understood here. Source: RFC 7515, 4.1.11.
    return claims if header.get("alg") == wanted and "crit" not in header else None


def _signature(content: bytes, key: bytes) -> str:
    return _text(hmac.digest(key, content, "sha256"))


def _packed(value: dict[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _unpacked(part: bytes) -> Any:
    """The JSON of a part; None where there is none."""
    try:
        return json.loads(_bytes(part) or b"")
    except (ValueError, RecursionError):
        return None


def _bytes(part: bytes) -> bytes | None:
    try:
        return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except ValueError:
        return None


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

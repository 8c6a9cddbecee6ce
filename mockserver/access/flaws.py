"""What can be wrong with a token that a test asks for, so that a client is seen to be refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_HOUR = 3600
Claims = dict[str, Any]


def _expired(claims: Claims) -> Claims:
    lifetime = claims["exp"] - claims["iat"]
    return {**claims, "iat": claims["iat"] - lifetime - _HOUR, "exp": claims["iat"] - _HOUR}


def _not_yet_valid(claims: Claims) -> Claims:
    return {**claims, "nbf": claims["iat"] + _HOUR, "exp": claims["exp"] + _HOUR}


WRONG_SIGNATURE = "wrong-signature"
REVOKED = "revoked"
FLAWS: Mapping[str, Callable[[Claims], Claims]] = {
    "expired": _expired,
    "not-yet-valid": _not_yet_valid,
    "wrong-audience": lambda claims: {**claims, "aud": "https://wrong-audience.invalid"},
    "wrong-issuer": lambda claims: {**claims, "iss": "https://wrong-issuer.invalid"},
    WRONG_SIGNATURE: lambda claims: claims,
    "missing-scope": lambda claims: {**claims, "scope": "", "roles": []},
    REVOKED: lambda claims: claims,
}
"""From the claims of a good token, those of a bad one."""


def badly_signed(token: str) -> str:
    """A token whose signature is of another token."""
    content, _, signature = token.rpartition(".")
    return f"{content}.{signature[::-1]}"

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.access import signing

KEY = b"thirty-two bytes for a signature"
CLAIMS = {"sub": "max@example.org", "exp": 1_600_000_000}
UNREAD: Any = {"verify_sub": False, "verify_jti": False}


@given(st.dictionaries(st.sampled_from(["name", "jti", "ö"]), st.text() | st.integers(), min_size=1))
def test_tokens_are_those_of_another_library(claims: dict[str, Any]) -> None:
    assert jwt.decode(signing.signed(claims, KEY), KEY, algorithms=["HS256"], options=UNREAD) == claims
    assert signing.claims_of(jwt.encode(claims, KEY, headers={"kid": "1"}), KEY) == claims


def signed(header: Any, claims: Any, *more: Any) -> str:
    """A token with a good signature, whatever is in it."""
    return sealed(*[json.dumps(part).encode() for part in (header, claims, *more)])


def sealed(*parts: bytes) -> str:
    content = ".".join([base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts])
    return f"{content}.{signing._signature(content.encode(), KEY)}"


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "no token",
        "ö.\ud800.x",
        signing.signed(CLAIMS, b"another key"),
        signing.signed(CLAIMS, KEY)[:-1],
        signing.signed(CLAIMS, KEY) + "=",
        signing.signed(CLAIMS, KEY) + ".x",
        jwt.encode(CLAIMS, None, algorithm="none"),
        jwt.encode(CLAIMS, KEY * 2, algorithm="HS512"),
        signed({"alg": "none"}, CLAIMS),
        signed({"alg": "HS512"}, CLAIMS),
        signed({"typ": "JWT"}, CLAIMS),
        signed({"alg": "HS256", "crit": ["b64"], "b64": False}, CLAIMS),
        signed("HS256", CLAIMS),
        signed({"alg": "HS256"}, ["sub"]),
        signed({"alg": "HS256"}, CLAIMS, "more"),
        sealed(b'{"alg": "HS256"}', b"[" * 100_000),
        sealed(b'{"alg": "HS256"}', b"\xff"),
        f"x.y.{signing._signature(b'x.y', KEY)}",
        f"one part.{signing._signature(b'one part', KEY)}",
    ],
)
def test_what_is_no_token_of_this_key_says_nothing(token: str) -> None:
    assert signing.claims_of(token, KEY) is None

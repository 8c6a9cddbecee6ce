"""A mask is good for nothing, looks like what it stands for, and becomes it again on the way to the server."""

from __future__ import annotations

import base64
import html
import json
import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.live.masks import SHORTEST, Masks
from specs.messages import Request, Response

SECRET = 'p4ss/Wörd+"quoted" & more'
SECRETS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=SHORTEST + 5, max_size=40
).filter(lambda text: any(map(str.isalnum, text)))
JSON = (("Content-Type", "application/json"),)


def masks(*names: str) -> Masks:
    return Masks(b"key", frozenset(names))


def hidden_forms(secret: str) -> dict[str, bytes]:
    raw = secret.encode()
    return {
        "plain": raw,
        "json": json.dumps(secret).encode(),
        "json without escapes": json.dumps(secret, ensure_ascii=False).encode(),
        "percent": quote(secret, safe="").encode(),
        "form": quote_plus(secret).encode(),
        "percent in lower case": re.sub("%..", lambda found: found[0].lower(), quote(secret, safe="")).encode(),
        "hexadecimal": raw.hex().encode(),
        "base64": base64.b64encode(raw),
        "base64 behind one byte": base64.b64encode(b"x" + raw),
        "base64 behind two bytes": base64.b64encode(b"xy" + raw + b"z"),
        "html": html.escape(secret).encode(),
        "html outside of attributes": html.escape(secret, quote=False).encode(),
        "base64 for URLs": base64.urlsafe_b64encode(b"xy:" + raw),
    }


@pytest.mark.parametrize("form", hidden_forms(SECRET))
def test_a_lasting_secret_is_hidden_in_every_disguise(form: str) -> None:
    known = masks()
    mask = known.mask(SECRET, lasting=True)
    told = hidden_forms(SECRET)[form]
    kept = known.hide(b"before " + told + b" after")
    assert told not in kept
    assert kept.startswith(b"before ")
    assert kept.endswith(b" after")
    if form in ("plain", "hexadecimal"):
        assert hidden_forms(mask)[form] in kept


@settings(deadline=None)
@given(SECRETS)
def test_what_is_masked_comes_back(secret: str) -> None:
    known = masks()
    mask = known.mask(secret, lasting=True)
    assert len(mask) == len(secret)
    for written in (str, quote, quote_plus, lambda text: json.dumps(text)[1:-1]):
        assert known.show(b"<" + written(mask).encode() + b">").decode() == f"<{written(secret)}>"


def test_a_mask_has_the_shape_of_its_secret() -> None:
    assert re.fullmatch(r"[a-z]{2}-[A-Z]{3}_[0-9]{4}\.[a-z]{8}@", masks().mask("ab-XYZ_1234.deadbeef@"))
    assert masks().mask("the same") == masks().mask("the same") != "the same"


def test_a_secret_without_letters_is_hidden_all_the_same() -> None:
    known = masks()
    mask = known.mask("!?*&%$!", lasting=True)
    assert re.fullmatch("[a-z]{7}", mask)
    assert known.hide(b"it is !?*&%$!") == f"it is {mask}".encode()


def test_secrets_of_answers_are_masked_by_their_names() -> None:
    body = {
        "id": "plain-id",
        "apiKey": "k-123456",
        "pin": "12",
        "nested": [{"refreshToken": ["r-1234567"]}],
        "otp": 123456,
    }
    answer = masks().incoming(Request("GET", "/"), Response(200, JSON, json.dumps(body).encode()))
    told = json.loads(answer.body)
    assert told["id"] == "plain-id"
    assert re.fullmatch(r"[a-z]-\d{6}", told["apiKey"])
    assert told["apiKey"] != body["apiKey"]
    assert re.fullmatch(r"\d\d", told["pin"])
    assert told["nested"][0]["refreshToken"] != ["r-1234567"]
    assert told["otp"] != 123456
    assert "r-1234567" not in answer.body.decode()


def test_what_the_engine_made_up_is_no_secret() -> None:
    request = Request("POST", "/", headers=JSON, body=b'{"password": "made up by us"}')
    answer = masks().incoming(request, Response(200, JSON, b'{"password": "made up by us"}'))
    assert json.loads(answer.body) == {"password": "made up by us"}


def test_a_mask_stands_for_the_newest_token_and_hides_the_older_ones() -> None:
    known = masks()
    mask = known.mask("the first token", lasting=True)
    known.renew(mask, "another token!!")
    sent = known.outgoing(Request("GET", "/", headers=(("Authorization", f"Bearer {mask}"),)))
    assert sent.header("authorization") == "Bearer another token!!"
    assert known.hide(b"the first token, another token!!") == f"{mask}, {mask}".encode()


def test_basic_credentials_are_masked_inside() -> None:
    known = masks()
    user, password = known.mask("somebody", lasting=True), known.mask("password1", lasting=True)
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    sent = known.outgoing(Request("GET", "/", headers=(("Authorization", f"Basic {pair}"),)))
    assert base64.b64decode((sent.header("authorization") or "").split()[1]) == b"somebody:password1"


def test_cookies_and_fields_named_as_secrets_are_masked() -> None:
    headers = (
        ("Set-Cookie", "sid=abcdef123; Path=/"),
        ("X-Api-Key", "key-987654"),
        ("X-Custom", "custom-1"),
        ("X-Plain", "v"),
    )
    told = masks("x-custom").incoming(Request("GET", "/"), Response(200, headers, b"")).headers
    assert [name for name, value in told if (name, value) in headers] == ["X-Plain"]
    assert re.fullmatch(r"sid=[a-z]{6}\d{3}; Path=/", dict(told)["Set-Cookie"])


def test_hundreds_of_secrets_are_still_known_by_their_names() -> None:
    known = masks()
    for number in range(500):
        body = json.dumps({"token": f"token-{number:06}"}).encode()
        answer = known.incoming(Request("GET", "/"), Response(200, JSON, body))
        assert f"token-{number:06}".encode() not in answer.body

from __future__ import annotations

from functools import cache

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm

from mockserver.access.rsa import Key, key_of

SECRETS = [b"", b"secret", b"another"]


@cache
def made(secret: bytes) -> Key:
    return key_of(secret)


@cache
def public(secret: bytes) -> rsa.RSAPublicKey:
    found = RSAAlgorithm.from_jwk(made(secret).public)
    assert isinstance(found, rsa.RSAPublicKey)
    return found


@pytest.mark.parametrize("secret", SECRETS)
def test_keys_are_sound_and_follow_from_their_secret(secret: bytes) -> None:
    key = made(secret)
    assert key.modulus.bit_length() == 2048
    assert abs(key.p - key.q).bit_length() > 900
    numbers = rsa.RSAPublicNumbers(65537, key.modulus)
    exponent = pow(65537, -1, (key.p - 1) * (key.q - 1))
    parts = (exponent % (key.p - 1), exponent % (key.q - 1), pow(key.q, -1, key.p))
    rsa.RSAPrivateNumbers(key.p, key.q, exponent, *parts, numbers).private_key()  # which checks all of them
    assert key_of(secret).p == key.p


def test_other_secrets_have_other_keys() -> None:
    assert len({made(secret).modulus for secret in SECRETS}) == len(SECRETS)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(SECRETS))
def test_another_library_takes_its_signatures(content: bytes, secret: bytes) -> None:
    signature = made(secret).signature(content)
    public(secret).verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
    assert made(secret).verifies(content, signature)


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=1, max_size=300), st.integers(0, 2047))
def test_what_is_not_its_signature_it_does_not_take(content: bytes, bit: int) -> None:
    key = made(b"secret")
    changed = (int.from_bytes(key.signature(content)) ^ (1 << bit)).to_bytes(256)
    with pytest.raises(InvalidSignature):
        public(b"secret").verify(changed, content, padding.PKCS1v15(), hashes.SHA256())
    assert not key.verifies(content, changed)


@pytest.mark.parametrize("change", [lambda _: b"", lambda s: s[1:], lambda s: b"\0" + s, lambda _: b"\xff" * 256])
def test_a_signature_of_another_length_or_beyond_the_modulus_is_none(change) -> None:  # type: ignore[no-untyped-def]
    key = made(b"secret")
    assert not key.verifies(b"content", change(key.signature(b"content")))


def test_the_same_number_with_the_modulus_added_is_no_signature() -> None:
    key = made(b"secret")
    number = int.from_bytes(key.signature(b"content")) + key.modulus
    sizes = [number.to_bytes(size) for size in (256, 257) if number.bit_length() <= 8 * size]
    assert sizes
    assert not any(key.verifies(b"content", each) for each in sizes)

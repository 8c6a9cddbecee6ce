"""RSA signatures with SHA-256, for tokens that others verify with a public key. Source: RFC 8017, 8.2; RFC 7518, 3.3.

Written here because a cryptography library takes ten megabytes (ADR 13) and all that is protected is a mock: the times
that the arithmetic takes tell of the key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import gcd, prod
from typing import Any

_BITS = 2048
_EXPONENT = 65537
_ROUNDS = 5
"""Of Miller and Rabin's test; leaves a doubt of 2^-100. Source: FIPS 186-5, table B.1."""
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a digest to say which one it is. Source: RFC 8017, 9.2, note 1."""
_SMALL = prod(n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2)))
"""The odd primes below 2,000: most candidates have one of them as a factor."""


@dataclass(frozen=True, eq=False)
class Key:
    """A pair of keys.

    Attributes:
        p: one prime factor of the modulus.
        q: the other.
    """

    p: int
    q: int

    @cached_property
    def modulus(self) -> int:
        """The public modulus."""
        return self.p * self.q

    @cached_property
    def _private(self) -> tuple[int, int, int]:
        """Exponents of both factors, and the coefficient. Source: RFC 8017, 3.2."""
        exponent = pow(_EXPONENT, -1, (self.p - 1) * (self.q - 1))
        return exponent % (self.p - 1), exponent % (self.q - 1), pow(self.q, -1, self.p)

    def signature(self, content: bytes) -> bytes:
        """The signature of some bytes."""
        message = int.from_bytes(_encoded(content))
        to_p, to_q, coefficient = self._private
        first, second = pow(message, to_p, self.p), pow(message, to_q, self.q)
        signed = second + self.q * (coefficient * (first - second) % self.p)
        return signed.to_bytes(_BITS // 8)

    def verifies(self, content: bytes, signature: bytes) -> bool:
        """Whether a signature is good."""
        number = int.from_bytes(signature)
        if len(signature) != _BITS // 8 or number >= self.modulus:
            return False
        message = pow(number, _EXPONENT, self.modulus).to_bytes(_BITS // 8)
        return hmac.compare_digest(message, _encoded(content))

    @cached_property
    def public(self) -> dict[str, Any]:
        """The public key as a JWK. Source: RFC 7517, 4; RFC 7518, 6.3.1; its name as in RFC 7638."""
        told = {"e": _text(_EXPONENT), "kty": "RSA", "n": _text(self.modulus)}
        digest = hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).digest()
        name = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return {**told, "use": "sig", "alg": "RS256", "kid": name}


@lru_cache(4)
def key_of(secret: bytes) -> Key:
    """The pair of keys that follows from a secret; takes some tenths of a second."""
    found = _primes(secret)
    p, q = next(found), next(found)
    while p == q:
        q = next(found)
    return Key(p, q)


def _primes(secret: bytes) -> Iterator[int]:
    number = 0
    while True:
        number += 1
        drawn = hashlib.shake_256(b"%d/" % number + secret).digest(_BITS // 16)
        candidate = int.from_bytes(drawn) | (0b11 << (_BITS // 2 - 2)) | 1  # the product has all of its bits
        if gcd(candidate, _SMALL) == 1 and gcd(candidate - 1, _EXPONENT) == 1 and _prime(candidate, drawn):
            yield candidate


def _prime(number: int, drawn: bytes) -> bool:
    """Miller and Rabin's test. Source: FIPS 186-5, B.3.1."""
    twos = ((number - 1) & -(number - 1)).bit_length() - 1
    odd = (number - 1) >> twos
    for turn in range(_ROUNDS):
        base = 2 + int.from_bytes(hashlib.shake_256(b"%d" % turn + drawn).digest(_BITS // 16)) % (number - 3)
        power = pow(base, odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


def _encoded(content: bytes) -> bytes:
    """Source: RFC 8017, 9.2."""
    told = _SHA256 + hashlib.sha256(content).digest()
    return b"\x00\x01" + b"\xff" * (_BITS // 8 - len(told) - 3) + b"\x00" + told


def _text(number: int) -> str:
    content = number.to_bytes((number.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

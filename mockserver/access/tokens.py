"""Tokens that the mock issues and recognises: signed, with an expiry. Source: RFC 7519."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable, Iterable
from itertools import count
from uuid import NAMESPACE_URL, uuid5

from mockserver.access import signing
from mockserver.draws import digest_of
from mockserver.settings import Settings
from specs.model import Document
from specs.recent import Recent

_MOST_REMEMBERED = 1000
_MOST_ADOPTED = 10_000


def signing_key(settings: Settings, documents: Iterable[Document]) -> bytes | None:
    """With a seed that somebody has chosen, a key that follows from it and from what is served; else the given one."""
    if settings.signing_key is None and settings.seed is not None:
        return b"".join([f"{settings.seed}/".encode(), *map(digest_of, documents)])
    return settings.signing_key


class Tokens:
    """Issues and verifies the tokens of one mock.

    Args:
        key: signs them; a random one where None, so that no token outlives the mock.
        lifetime: seconds until a token expires.
        clock: the time in seconds since 1970.

    Attributes:
        api_key: the credential for schemes to which the document shows no way of getting one.
    """

    def __init__(self, key: bytes | None, lifetime: float, clock: Callable[[], float]) -> None:
        self._key = hashlib.sha256(key).digest() if key else secrets.token_bytes(32)
        digest = hmac.digest(self._key, b"api key", "sha256")
        self.api_key = f"mock-{base64.urlsafe_b64encode(digest[:18]).decode()}"
        self._lifetime, self._clock = lifetime, clock
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._adopted: dict[str, tuple[str, float]] = {}
        self._issued: Recent[tuple[str, float]] = Recent(_MOST_REMEMBERED)

    def issue(self, subject: str) -> str:
        """A signed token for a subject."""
        with self._lock:
            number = next(self._numbers)
        now = self._clock()
        claims = {
            "sub": subject,
            "iat": int(now),
            "exp": int(now + self._lifetime),
            "jti": str(uuid5(NAMESPACE_URL, f"{subject}/{number}")),
        }
        return signing.signed(claims, self._key)

    def adopt(self, text: str, subject: str) -> str:
        """Let a text stand for a token issued now; of very many the oldest are forgotten."""
        with self._lock:
            self._adopted.pop(text, None)
            self._adopted[text] = (subject, self._clock() + self._lifetime)
            if len(self._adopted) > _MOST_ADOPTED:
                del self._adopted[next(iter(self._adopted))]
        return text

    def subject(self, token: str) -> str | None:
        """Whom a token was issued to; None where it is forged, expired, or no token at all."""
        issued = self._adopted.get(token) or self._issued.get(token) or self._read(token)
        return issued[0] if issued and self._clock() < issued[1] else None

    def _read(self, token: str) -> tuple[str, float] | None:
        """Subject and end of a token whose signature is ours."""
        claims = signing.claims_of(token, self._key) or {}
        subject, end = claims.get("sub"), claims.get("exp")
        if not isinstance(subject, str) or not isinstance(end, int | float) or not isinstance(claims.get("jti"), str):
            return None
        return self._issued.keep(token, (subject, end), 1)

    def is_api_key(self, text: str) -> bool:
        """Whether a credential is the mock's own, compared in constant time."""
        return hmac.compare_digest(text.encode(), self.api_key.encode())

"""HTTP Digest authentication: a password is proved without being sent. Source: RFC 7616."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping

from mockserver.access.people import same
from specs.messages import Request

_LIFETIME = 300
"""Seconds that a nonce is good for."""
_FIELD = re.compile(r'([A-Za-z0-9*_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))')
_NEEDED = frozenset({"username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce"})


class Digest:
    """Asks for proofs and judges them. Requests are not counted: the same proof may come twice while its nonce lasts.

    Args:
        realm: the protected space.
        key: makes nonces that nobody else can make.
        clock: the time in seconds since 1970.
    """

    def __init__(self, realm: str, key: bytes, clock: Callable[[], float]) -> None:
        self._realm, self._key, self._clock = realm, key, clock

    def challenge(self) -> str:
        """What is to be proved. Source: RFC 7616, 3.3."""
        return f'Digest realm="{self._realm}", qop="auth", algorithm=SHA-256, nonce="{self._nonce(int(self._clock()))}"'

    def user(self, sent: str, request: Request, password: Callable[[str], str | None]) -> str | None:
        """Who has proved to know their password; None where nobody has.

        Args:
            sent: the credential without its scheme.
            request: that has it.
            password: of a user's name.
        """
        told = {name.lower(): _plain(quoted) if quoted else bare for name, quoted, bare in _FIELD.findall(sent)}
        if not told.keys() >= _NEEDED or told["qop"] != "auth" or told["realm"] != self._realm:
            return None
        target = _target(request)
        known = password(told["username"])
        if told.get("algorithm", "MD5").upper() != "SHA-256" or told["uri"] != target or not self._fresh(told["nonce"]):
            return None
        wanted = self._response(told, known or "", request)
        return told["username"] if same(wanted, told["response"]) and known is not None else None

    def proof(self, name: str, password: str, request: Request) -> str:
        """What somebody sends who knows a password: a credential without its scheme. Source: RFC 7616, 3.4."""
        nonce = self._nonce(int(self._clock()))
        told = {"username": name, "realm": self._realm, "nonce": nonce, "uri": _target(request), "cnonce": "0"}
        quoted = ", ".join(f'{key}="{value}"' for key, value in told.items())
        response = self._response({**told, "nc": "00000001"}, password, request)
        return f'{quoted}, response="{response}", algorithm=SHA-256, qop=auth, nc=00000001'

    def _response(self, told: Mapping[str, str], password: str, request: Request) -> str:
        """Source: RFC 7616, 3.4.1."""
        first = _hashed(f"{told['username']}:{self._realm}:{password}")
        second = _hashed(f"{request.method}:{_target(request)}")
        return _hashed(f"{first}:{told['nonce']}:{told['nc']}:{told['cnonce']}:auth:{second}")

    def _nonce(self, begun: int) -> str:
        seal = base64.urlsafe_b64encode(hmac.digest(self._key, b"nonce %d" % begun, "sha256")[:18]).decode()
        return f"{begun}-{seal}"

    def _fresh(self, nonce: str) -> bool:
        begun = nonce.partition("-")[0]
        if not (begun.isdecimal() and begun.isascii() and len(begun) < 15 and same(self._nonce(int(begun)), nonce)):
            return False
        return 0 <= self._clock() - int(begun) < _LIFETIME


def _target(request: Request) -> str:
    return f"{request.address}?{request.query}" if request.query else request.address


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(quoted: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted)

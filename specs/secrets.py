"""What is secret: by what it is called, and by what the document says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from specs import pointers

_LONGEST_CHAIN = 32
_USUAL = 100
"""Characters of a name that is worth remembering: messages have the same again and again."""
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_ANYWHERE = ("password", "passwd", "passphrase", "passcode")
"""``passwordConfirmation`` is as secret as what it confirms."""
_AT_THE_END = tuple("secret apikey privatekey credential credentials authorization authorisation cookie token".split())
_NO_SECRETS = ("pagetoken", "nexttoken", "continuationtoken", "synctoken", "cursortoken")
"""What leads to another page of a list opens nothing that its reader could not open."""
_LAST_WORDS = frozenset({"pwd", "otp", "pin", "cvv", "cvc"})


def called_like_a_secret(name: str) -> bool:
    """Whether a name says that its value is a secret: ``clientSecret``, ``db.password``, ``X-Api-Key``, ``userPin``."""
    return _called(name) if len(name) < _USUAL else _called.__wrapped__(name)


@lru_cache(4096)
def _called(name: str) -> bool:
    words = _WORD.findall(name)
    plain = "".join(words).lower()
    if any(each in plain for each in _ANYWHERE) or (words and words[-1].lower() in _LAST_WORDS):
        return True
    return plain.endswith(_AT_THE_END) and not plain.endswith(_NO_SECRETS)


def password_names(root: Mapping[str, Any]) -> Iterator[str]:
    """Names whose schema says ``format: password``: properties, and parameters with a schema or (2.0) without.

    Args:
        root: a raw document.
    """
    waiting: list[Any] = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, Mapping):
            waiting.extend(value.values())
            properties = value.get("properties")
            if isinstance(properties, Mapping):
                yield from (name for name, schema in properties.items() if _is_password(schema, root))
            parameter = value.get("name")
            if isinstance(parameter, str) and "in" in value and _is_password(value.get("schema", value), root):
                yield parameter


def _is_password(schema: Any, root: Mapping[str, Any]) -> bool:
    for _ in range(_LONGEST_CHAIN):  # a longer one is a loop
        reference = schema.get("$ref") if isinstance(schema, Mapping) else None
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        pointer = pointers.from_fragment(reference[1:])
        schema = pointers.find(root, pointer) if pointers.exists(root, pointer) else None
    return isinstance(schema, Mapping) and schema.get("format") == "password"

"""Texts: by format, by pattern, by length."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from specs.schemas import JsonSchema

_WORDS = (
    "amber birch cedar delta ember fjord grove haven indigo jasper kestrel lumen maple north ocean prairie quartz "
    "river solar timber umber violet willow yonder zephyr"
).split()
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_TRIES = 50


def text(schema: JsonSchema, random: Random) -> str:
    """A string for a schema's format, pattern and length; the best guess where they contradict each other."""
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    made = FORMATS.get(str(schema.get("format")))
    if "pattern" in schema:
        found = _matching(schema["pattern"], least, most, random)
        if found is not None:
            return found
    if made is not None:
        return made(random)
    return _fitted(" ".join(random.choice(_WORDS) for _ in range(2)), least, most, random)


def _fitted(value: str, least: int, most: int | None, random: Random) -> str:
    while len(value) < least:
        value += " " + random.choice(_WORDS) if least - len(value) < 10_000 else "x" * (least - len(value))
    longest = len(value) if most is None else max(int(most), 0)
    fitted = value[: max(longest, least)]
    return fitted if fitted.strip() == fitted else fitted[:-1] + "s"


def _matching(pattern: str, least: int, most: int | None, random: Random) -> str | None:
    import rstr

    maker = rstr.Rstr(random)
    for _ in range(_TRIES):
        try:
            value: str = maker.xeger(pattern)
        except (re.error, ValueError, KeyError, OverflowError):
            return None
        if len(value) >= least and (most is None or len(value) <= most):
            return value
        if len(value) < least and not pattern.endswith("$"):
            return value + "x" * (least - len(value))
    return None


def _moment(random: Random) -> datetime:
    return _EPOCH + timedelta(seconds=random.randrange(31_536_000))


def _word(random: Random) -> str:
    return random.choice(_WORDS)


FORMATS: dict[str, Callable[[Random], str]] = {
    "date-time": lambda random: _moment(random).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "date": lambda random: _moment(random).strftime("%Y-%m-%d"),
    "time": lambda random: _moment(random).strftime("%H:%M:%SZ"),
    "duration": lambda random: f"PT{random.randint(1, 59)}M",
    "email": lambda random: f"{_word(random)}.{_word(random)}@example.org",
    "idn-email": lambda random: f"{_word(random)}@example.org",
    "hostname": lambda random: f"{_word(random)}.example.org",
    "idn-hostname": lambda random: f"{_word(random)}.example.org",
    "ipv4": lambda random: f"192.0.2.{random.randint(1, 254)}",
    "ipv6": lambda random: f"2001:db8::{random.randint(1, 0xFFFF):x}",
    "uri": lambda random: f"https://{_word(random)}.example.org/{_word(random)}",
    "url": lambda random: f"https://{_word(random)}.example.org/{_word(random)}",
    "uri-reference": lambda random: f"/{_word(random)}",
    "iri": lambda random: f"https://{_word(random)}.example.org/",
    "iri-reference": lambda random: f"/{_word(random)}",
    "uri-template": lambda random: f"/{_word(random)}/{{id}}",
    "uuid": lambda random: str(UUID(int=random.getrandbits(128), version=4)),
    "json-pointer": lambda random: f"/{_word(random)}",
    "relative-json-pointer": lambda random: f"{random.randint(0, 3)}/{_word(random)}",
    "regex": lambda random: f"^{_word(random)}$",
    "byte": lambda random: base64.b64encode(random.randbytes(9)).decode(),
}
"""How a value of each format is made; a format that is not here constrains nothing."""

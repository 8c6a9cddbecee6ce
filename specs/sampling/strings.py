"""Texts: by format, by pattern, by length."""

from __future__ import annotations

import base64
import re
import string
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from random import Random
from typing import Any

import rstr

from specs.patterns import found, pythonic
from specs.schemas import JsonSchema

_WORDS = (
    "amber birch cedar delta ember fjord grove haven indigo jasper kestrel lumen maple north ocean prairie quartz "
    "river solar timber umber violet willow yonder zephyr"
).split()
_COUNT = len(_WORDS)
_BITS = _COUNT.bit_length()
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_TRIES = 20
_LONGEST = 100_000
_UNREADABLE = (re.error, ValueError, KeyError, IndexError, OverflowError)
_FEW = 8
_ALPHABETS = (string.ascii_letters + string.digits, string.punctuation + " ", string.printable, "éλж中😀")
"""Where a character comes from of which is only said what it is not; the first that has one."""
_PRINTABLE = string.ascii_letters + string.digits + string.punctuation
_SHORT = {"email": "a@b.de", "idn-email": "a@b.de", "hostname": "b.de", "idn-hostname": "b.de", "uri": "a:b"}
_GROWS_IN_FRONT = frozenset({"email", "idn-email", "hostname", "idn-hostname"})
_GROWS_BEHIND = frozenset({"uri", "url", "uri-reference", "iri", "iri-reference"})


def text(schema: JsonSchema, random: Random) -> str:
    """A string for a schema's format, pattern and length; the best guess where they contradict each other."""
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    longest = None if most is None else max(int(most), 0)
    name = str(schema.get("format"))
    if "pattern" in schema:
        matching = _matching(schema["pattern"], least, longest, random)
        if matching is not None:
            return matching
    known = FORMATS.get(name)
    made = (known or _words)(random)
    if least == 0 and longest is None:
        return made
    return _resized(name, made, least, longest) if known else _fitted(made, least, longest, random)


def longest(schema: JsonSchema, most: int, random: Random) -> str:
    """A text whose repetitions are as long as they may be, for a pattern; else as ``text``."""
    if "pattern" in schema:
        try:
            return _Maker(random, most).xeger(pythonic(schema["pattern"]))[:_LONGEST]
        except _UNREADABLE:
            pass
    return text(schema, random)


def one(schema: JsonSchema, seed: int | str = 0) -> str:
    """As ``text``; the same for the same seed."""
    return text(schema, Random(seed))


def _fitted(value: str, least: int, most: int | None, random: Random) -> str:
    while len(value) < least:
        value += f" {_word(random)}" if least - len(value) < 10_000 else "x" * (least - len(value))
    longest = len(value) if most is None else most
    fitted = value[: max(longest, least)]
    return fitted if fitted.strip() == fitted else fitted[:-1] + "s"


def _resized(name: str, value: str, least: int, most: int | None) -> str:
    """A formatted text made longer or shorter, where its format has room for that."""
    if most is not None and len(value) > most:
        value = _SHORT.get(name, value)
    padding = "x" * (least - len(value))
    if name == "date-time" and len(padding) > 1:
        return f"{value[:-1]}.{'0' * (len(padding) - 1)}Z"
    return padding + value if name in _GROWS_IN_FRONT else value + padding if name in _GROWS_BEHIND else value


def _matching(pattern: str, least: int, most: int | None, random: Random) -> str | None:
    """A text for a pattern: the first printable one of the right length, else the first of the right length."""
    fallback, tried = None, 0
    try:
        for value in _candidates(pythonic(pattern), least, most, random):
            if least <= len(value) and (most is None or len(value) <= most) and found(pattern, value):
                if value.isprintable():
                    return value
                fallback = fallback or value
                tried += 1
                if tried > _TRIES:
                    break
    except _UNREADABLE:
        pass  # Python cannot read it; jsonschema-rs can
    return fallback


def _candidates(pattern: str, least: int, most: int | None, random: Random) -> Iterator[str]:
    def made(reach: int) -> str:
        return _Maker(random, reach, 4 * max(least, most or 0, 1_000)).xeger(pattern)

    for reach in chain([0] * _TRIES, _reaches(least, most, made)):
        try:
            value = made(reach)
        except OverflowError:
            continue
        yield value
        if not pattern.endswith("$"):
            yield value + "x" * (least - len(value))
            yield value + " " * (least - len(value) - 1) + "x" * (len(value) < least)


def _reaches(least: int, most: int | None, made: Callable[[int], str]) -> Iterator[int]:
    """How often all repetitions are to repeat, for one try after another, so that texts become as long as they must."""
    low, high = len(made(1)), len(made(11))
    if high > low:
        for length in (least, least if most is None else most):
            aim = 1 + (length - low) * 10 // (high - low)
            yield from (reach for reach in (aim, aim + 1, aim - 1) if 0 < reach < 10_000)
    guesses = {least, least // 2, least // 3, most or 0, (most or 0) // 2, 1}
    yield from sorted(guess for guess in guesses if 0 < guess < 10_000)


class _Maker(rstr.Rstr):
    """Texts that match a pattern, with repetitions as short as a person would write them."""

    def __init__(self, random: Random, reach: int, most: int = _LONGEST) -> None:
        """Args: reach, how often to repeat, 0 leaves it to chance; most, how many parts all repetitions may make."""
        super().__init__(random, printable=_PRINTABLE)
        self._reach = reach
        self._left = most
        self._chance = random

    def _handle_in(self, value: Any) -> str:
        """One character of a class: of all but some, in an order that is the same in every process."""
        members = [each for state in value for each in self._handle_state(state)]
        if members[0] is False:
            without = set(members[1:])
            members = next(filter(None, ([c for c in all_ if c not in without] for all_ in _ALPHABETS)), [])
        return str(self._chance.choice(members))

    def _handle_repeat(self, start_range: int, end_range: int, value: Any) -> str:
        few = self._chance.randint(start_range, min(end_range, start_range + _FEW))
        times = min(end_range, max(start_range, self._reach)) if self._reach else few
        self._left -= times * len(value)
        if self._left < 0:
            raise OverflowError("repetitions of repetitions")
        return "".join(self._handle_state(state) for _ in range(times) for state in value)


def _uuid(number: int) -> str:
    """Of version 4, from 128 bits that are left to chance. Source: RFC 9562, 5.4."""
    digits = f"{number & ~(0xC000 << 48 | 0xF000 << 64) | 0x8000 << 48 | 4 << 76:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _moment(random: Random) -> datetime:
    return _EPOCH + timedelta(seconds=random.randrange(31_536_000))


def _http_date(moment: datetime) -> str:
    """Spelled out, because a weekday must not depend on a machine's language. Source: RFC 9110, 5.6.7."""
    day = "Mon Tue Wed Thu Fri Sat Sun".split()[moment.weekday()]
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[moment.month - 1]
    return f"{day}, {moment.day:02d} {month} {moment.year} {moment:%H:%M:%S} GMT"


def format_of(schema: JsonSchema) -> Callable[[Random], str]:
    """What makes the texts of a schema's format; of none, some words."""
    return FORMATS.get(str(schema.get("format")), _words)


def _words(random: Random) -> str:
    return f"{_word(random)} {_word(random)}"


def _word(random: Random) -> str:
    """One of the words: as ``chosen``, of which nothing is made more often."""
    place = random.getrandbits(_BITS)
    while place >= _COUNT:
        place = random.getrandbits(_BITS)
    return _WORDS[place]


FORMATS: dict[str, Callable[[Random], str]] = {
    "date-time": lambda random: f"{_moment(random).replace(tzinfo=None).isoformat()}Z",
    "date": lambda random: _moment(random).date().isoformat(),
    "time": lambda random: f"{_moment(random).time().isoformat()}Z",
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
    "uuid": lambda random: _uuid(random.getrandbits(128)),
    "json-pointer": lambda random: f"/{_word(random)}",
    "relative-json-pointer": lambda random: f"{random.randint(0, 3)}/{_word(random)}",
    "regex": lambda random: f"^{_word(random)}$",
    "byte": lambda random: base64.b64encode(random.randbytes(9)).decode(),
    "base64url": lambda random: base64.urlsafe_b64encode(random.randbytes(9)).decode(),
    "binary": _word,
    "password": lambda random: f"{_word(random).capitalize()}-{_word(random)}-{random.randint(10, 99)}",
    "char": lambda random: random.choice(string.ascii_lowercase),
    "decimal": lambda random: f"{random.randint(0, 999)}.{random.randint(0, 99):02d}",
    "int64": lambda random: str(random.randint(1, 1000)),
    "http-date": lambda random: _http_date(_moment(random)),
    "date-time-local": lambda random: _moment(random).replace(tzinfo=None).isoformat(),
    "time-local": lambda random: _moment(random).time().isoformat(),
    "unixtime": lambda random: str(int(_moment(random).timestamp())),
    "media-range": lambda random: random.choice(("application/json", "text/*", "*/*")),
    "html": lambda random: f"<p>{_word(random)}</p>",
    "commonmark": lambda random: f"*{_word(random)}* {_word(random)}",
    "sf-string": lambda random: f'"{_word(random)}"',
    "sf-token": _word,
    "sf-integer": lambda random: str(random.randint(1, 1000)),
    "sf-decimal": lambda random: f"{random.randint(0, 999)}.{random.randint(0, 99)}",
    "sf-boolean": lambda random: random.choice(("?0", "?1")),
    "sf-binary": lambda random: f":{base64.b64encode(random.randbytes(9)).decode()}:",
}
"""How a value of each format is made; a format that is not here constrains nothing."""

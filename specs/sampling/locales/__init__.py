"""Names, addresses and what else differs by locale: a hundred of each kind, bundled or from Faker."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from specs.errors import SpecError

DEFAULT_LOCALE = "en_US"
"""Of documents that name no other."""

ROWS = 100

BUNDLED = ("de_DE", "en_US")
"""What Faker makes for these is in files beside this one, which ``python -m specs.sampling.locales`` writes: Faker
itself takes eight megabytes of memory."""


def check(locale: str) -> None:
    """Make sure that there is data for a locale.

    Raises:
        SpecError: there is none.
    """
    if locale in BUNDLED:
        return
    from faker.config import AVAILABLE_LOCALES

    if locale not in AVAILABLE_LOCALES:
        near = [known for known in sorted(AVAILABLE_LOCALES) if known[:2] == locale[:2].lower()]
        hint = f"there are {', '.join(near)}" if near else "write it as de_DE or en_US"
        raise SpecError(f"there are no names for the locale {locale!r}", hint=hint)


@lru_cache(maxsize=16_384)
def row(kind: str, locale: str, number: int) -> str | None:
    """One of a kind, or None where the locale has no such thing.

    Args:
        kind: a method of Faker's, or a key of ``_MADE``.
        locale: one of Faker's.
        number: which one, below ``ROWS``.

    Raises:
        SpecError: there is no such locale.
    """
    if locale not in BUNDLED:
        return made(kind, locale, number)
    rows = _bundled(locale).get(kind)
    return rows.split("\n", number + 1)[number] if rows else None


def made(kind: str, locale: str, number: int) -> str | None:
    """The same from Faker; another release of it may make another."""
    faker = _faker(locale)
    faker.seed_instance(f"{locale}/{kind}/{number}")
    make = _MADE.get(kind) or (lambda fake: str(getattr(fake, kind)()))
    try:
        return make(faker).replace("\n", ", ")
    except AttributeError:
        return None


def file(locale: str) -> Path:
    """Where the rows of a bundled locale are: for each kind its name, its rows, an empty line."""
    return Path(__file__).with_name(f"{locale}.txt")


@lru_cache(maxsize=len(BUNDLED))
def _bundled(locale: str) -> Mapping[str, str]:
    """The rows of each kind, a line each."""
    blocks = file(locale).read_text("utf-8").split("\n\n")
    return dict(block.split("\n", 1) for block in blocks if block)


@lru_cache(maxsize=16)
def _faker(locale: str) -> Any:
    from faker import Faker

    check(locale)
    return Faker(locale, use_weighting=False)


def _address_of(fake: Any) -> str:
    domain = fake.random_element(("org", "com", "net"))
    return f"{_plain(fake.first_name())}.{_plain(fake.last_name())}@example.{domain}"


def _plain(word: str) -> str:
    """A word in the letters of an address, or what stands for it."""
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        word = word.lower().replace(letter, spelled)
    letters = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", letters) or "someone"


_MADE: dict[str, Callable[[Any], str]] = {
    "email": _address_of,
    "url": lambda fake: f"https://www.{_plain(fake.last_name())}.example/",
    "title": lambda fake: str(fake.sentence(nb_words=3)).rstrip("."),
}
"""What is put together here, so that no address and no site is anybody's. Source: RFC 2606, 2 and 3."""

"""What a person expects of a property by its name."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from random import Random
from typing import Any

from specs.sampling.locales import ROWS, row
from specs.sampling.strings import FORMATS

_TRIES = 8
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

_KINDS: dict[str, str] = {
    **dict.fromkeys("firstname givenname forename vorname".split(), "first_name"),
    **dict.fromkeys("lastname surname familyname nachname".split(), "last_name"),
    **dict.fromkeys("name fullname displayname ownername contactname customername kontakt".split(), "name"),
    **dict.fromkeys("email mail emailaddress mailaddress".split(), "email"),
    **dict.fromkeys("username login nickname loginname benutzername".split(), "user_name"),
    **dict.fromkeys("phone telephone phonenumber mobile mobilephone fax tel telefon msisdn".split(), "phone_number"),
    **dict.fromkeys("city town ort stadt locality".split(), "city"),
    **dict.fromkeys("street streetname strasse addressline".split(), "street_name"),
    **dict.fromkeys("streetaddress".split(), "street_address"),
    **dict.fromkeys("housenumber buildingnumber hausnummer".split(), "building_number"),
    **dict.fromkeys("zip zipcode postcode postalcode plz".split(), "postcode"),
    **dict.fromkeys("address postaladdress billingaddress shippingaddress".split(), "address"),
    **dict.fromkeys("country countryname land".split(), "country"),
    **dict.fromkeys("countrycode countryiso".split(), "country_code"),
    **dict.fromkeys("currency currencycode waehrung".split(), "currency_code"),
    **dict.fromkeys("language languagecode lang".split(), "language_code"),
    **dict.fromkeys("company companyname organization organisation employer vendor firma".split(), "company"),
    **dict.fromkeys("job jobtitle profession occupation".split(), "job"),
    **dict.fromkeys("iban ibannumber".split(), "iban"),
    **dict.fromkeys("bic swift swiftcode".split(), "swift"),
    **dict.fromkeys("description summary comment note notes remark message text bio".split(), "sentence"),
    **dict.fromkeys("title subject headline".split(), "title"),
    **dict.fromkeys("url website homepage link".split(), "url"),
    **dict.fromkeys("color colour colorname".split(), "color_name"),
    **dict.fromkeys("licenseplate numberplate".split(), "license_plate"),
    **dict.fromkeys("timezone tz".split(), "timezone"),
}
KINDS = sorted(set(_KINDS.values()))
"""What there are rows of, see ``locales``."""
_FORMATS = {"url": ("url", "uri", "string"), "title": ("title", "string"), "sentence": ("sentence", "commonmark")}
"""Formats under which a kind's texts may stand, where that is not the kind's own name."""
_ALONE = frozenset("name text title link land note tel tz subject message login".split())
"""Words that say little at the end of another name: a file's name is no person's."""
_IDS = frozenset({("id",), ("uuid",), ("guid",)})
"""Last words of names of which any text will do that is as good as the ids of most others."""
_OF_AN_ID = 36
"""Characters of a UUID."""

_NUMBERS: dict[str, tuple[float, float]] = {
    "age": (18, 90),
    "year": (2015, 2026),
    "month": (1, 12),
    "latitude": (-60, 70),
    "longitude": (-170, 170),
    "quantity": (1, 20),
    "percent": (0, 100),
    "percentage": (0, 100),
    "port": (1024, 65_535),
}


Draw = Callable[[Random], str | None]
"""Makes a text; None where it has found none that fits."""


def text(name: str, locale: str, schema: Mapping[str, Any], random: Random) -> str | None:
    """A text for a property of a name, or None where the name says nothing or nothing fits the schema's length."""
    made = draw(name, locale, schema)
    return made(random) if made is not None else None


def draw(name: str, locale: str, schema: Mapping[str, Any]) -> Draw | None:
    """What makes texts for a property of a name, of a schema's length; None where the name says nothing."""
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    if _words(name)[-1:] in _IDS and "format" not in schema and least <= _OF_AN_ID <= most:
        return FORMATS["uuid"]
    kind = _kind(name, schema.get("format"))
    return partial(_drawn, kind, locale, least, most) if kind is not None else None


def _drawn(kind: str, locale: str, least: int, most: float, random: Random) -> str | None:
    for _ in range(_TRIES):
        drawn = row(kind, locale, int(random.random() * ROWS))
        if drawn is not None and least <= len(drawn) <= most:
            return drawn
    return None


def bounds(name: str) -> tuple[float, float] | None:
    """Between which numbers a property of a name usually lies."""
    words = _words(name)
    return _NUMBERS.get(words[-1]) if words else None


@lru_cache(maxsize=8192)
def _kind(name: str, form: str | None) -> str | None:
    """What a name says, unless a format says something else."""
    words = _words(name)
    for count in range(len(words), 0, -1):
        joined = "".join(words[-count:])
        if joined in _KINDS and (count == len(words) or joined not in _ALONE):
            kind = _KINDS[joined]
            return kind if form is None or form in _FORMATS.get(kind, (kind, "string")) else None
    return None


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))

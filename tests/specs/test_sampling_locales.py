from __future__ import annotations

import subprocess
import sys

import pytest

from specs.errors import SpecError
from specs.sampling import locales, names


@pytest.mark.parametrize("locale", locales.BUNDLED)
@pytest.mark.parametrize("kind", names.KINDS)
def test_a_bundled_locale_has_a_hundred_of_each_kind(locale: str, kind: str) -> None:
    rows = [locales.row(kind, locale, number) for number in range(locales.ROWS)]
    assert all(row and row == row.strip() and "\n" not in row for row in rows)
    assert len(set(rows)) > 30


def test_a_bundled_locale_has_nothing_else() -> None:
    assert locales.row("unheard_of", "de_DE", 0) is None


def test_other_locales_are_fakers() -> None:
    assert locales.row("city", "fr_FR", 7) == locales.made("city", "fr_FR", 7)
    assert locales.row("unheard_of", "fr_FR", 7) is None


@pytest.mark.parametrize("locale", ["xx_XX", "../locales/de_DE", "", "de_DE.txt"])
def test_a_locale_is_one_of_fakers(locale: str) -> None:
    with pytest.raises(SpecError, match="there are no names for the locale"):
        locales.row("city", locale, 0)


def test_faker_is_loaded_only_for_a_locale_that_is_not_bundled() -> None:
    code = (
        "import sys; from specs.sampling import locales\n"
        "locales.check('de_DE'); locales.row('city', 'de_DE', 1); assert 'faker' not in sys.modules\n"
        "locales.row('city', 'fr_FR', 1); assert 'faker' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

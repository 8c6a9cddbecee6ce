"""The check of licences that tox -e audit makes."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.licences import forbidden


def bill(*licences: dict[str, Any]) -> dict[str, Any]:
    return {"components": [{"name": "a", "licenses": list(licences)}]}


@pytest.mark.parametrize(
    ("licence", "fine"),
    [
        ({"license": {"id": "MIT"}}, True),
        ({"license": {"id": "GPL-3.0-only"}}, False),
        ({"license": {"id": "AGPL-3.0-or-later"}}, False),
        ({"license": {"name": "License :: OSI Approved :: BSD License"}}, True),
        ({"license": {"name": "License :: Other/Proprietary License"}}, False),
        ({"expression": "GPL-2.0-only OR MIT"}, True),
        ({"expression": "MPL-2.0 AND (Apache-2.0 OR MIT)"}, True),
        ({"expression": "MIT AND GPL-3.0-only"}, False),
        ({"expression": "GPL-3.0-only AND (MIT OR ISC)"}, False),
    ],
)
def test_a_licence_that_asks_for_more_is_told(licence: dict[str, Any], fine: bool) -> None:
    assert (forbidden(bill(licence)) == []) == fine


def test_a_package_that_tells_no_licence_is_told() -> None:
    assert forbidden(bill()) == ["a: no licence told"]

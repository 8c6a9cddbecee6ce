from __future__ import annotations

from http import HTTPStatus

import pytest

from specs.statuses import phrase


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (200, "OK"),
        (404, "Not Found"),
        (413, "Content Too Large"),
        (414, "URI Too Long"),
        (416, "Range Not Satisfiable"),
        (422, "Unprocessable Content"),
        (299, ""),
        (999, ""),
    ],
)
def test_a_status_is_called_as_the_standard_has_it_whatever_python_runs(status: int, name: str) -> None:
    assert phrase(status) == name


def test_no_name_is_lost() -> None:
    assert [each for each in HTTPStatus if not phrase(each)] == []

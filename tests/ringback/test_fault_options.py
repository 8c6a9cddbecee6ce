"""Faults on the command line."""

from __future__ import annotations

import pytest

from mockserver.errors import MockError
from ringback.fault_options import read


def test_an_option_has_the_keys_of_the_file() -> None:
    one, two = read(None, ["status=503,probability=0.1,start=2,operation=GET /a/**", "drop=response, enabled=false"])
    assert (one.name, one.status, one.probability, one.start, one.targets) == ("fault-1", 503, 0.1, 2, ("GET /a/**",))
    assert (two.name, two.drop, two.enabled, two.targets) == ("fault-2", "response", False, ("*",))


def test_latency_is_of_all_operations() -> None:
    (found,) = read("100ms..300ms", [])
    assert found.latency is not None
    assert (found.name, found.latency.least, found.latency.most, found.targets) == ("latency", 0.1, 0.3, ("*",))


def test_the_first_fault_is_the_first_beside_latency_too() -> None:
    assert [fault.name for fault in read("20ms", ["status=503", "drop=response"])] == ["latency", "fault-1", "fault-2"]


@pytest.mark.parametrize(
    ("latency", "faults", "told"),
    [
        ("soon", [], "--latency soon: a time is written"),
        (None, ["status=many"], "--fault status=many: "),
        (None, ["statsu=503"], "--fault statsu=503: unknown key 'statsu' (did you mean status?)"),
        (None, [""], "--fault : unknown key ''"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_option(latency: str | None, faults: list[str], told: str) -> None:
    with pytest.raises(MockError) as caught:
        read(latency, faults)
    assert str(caught.value).startswith(told)

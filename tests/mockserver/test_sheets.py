"""Counts of several processes in memory that they have together."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from mock_client import Api, mock_process
from prometheus_client.parser import text_string_to_metric_families as parse
from replica_stories import STORY

from mockserver.observing import sheets
from mockserver.observing.sheets import Board, OwnSheet, SharedSheet

ROWS = (("a", "x"), ("a", "y"), ("b",))


def counted(board: Board, slot: int, *amounts: int) -> SharedSheet:
    """A sheet on which the rows have gone up by some amounts each."""
    sheet = SharedSheet(board, slot)
    for key, amount in zip(ROWS, amounts, strict=False):
        sheet.row(key, 2)[1] += amount
    return sheet


def told(sheet: Any) -> dict[sheets.Key, list[float]]:
    return {key: list(numbers) for key, numbers in sheet.rows().items()}


def test_rows_of_several_are_added_up_and_others_stand_beside() -> None:
    board = Board(3)
    several = [counted(board, 0, 1), counted(board, 1, 2, 3), counted(board, 2, 0, 0, 4)]
    sums = {ROWS[0]: [0, 3], ROWS[1]: [0, 3], ROWS[2]: [0, 4]}
    assert [told(each) for each in several] == [sums] * 3


def test_one_that_takes_the_place_of_another_goes_on_with_its_numbers() -> None:
    board = Board(2)
    counted(board, 0, 1, 2)
    again = counted(board, 0, 10, 10, 10)
    assert told(again) == {ROWS[0]: [0, 11], ROWS[1]: [0, 12], ROWS[2]: [0, 10]}


def test_all_begin_anew_when_one_does() -> None:
    board = Board(2)
    one, other = counted(board, 0, 5, 5), counted(board, 1, 7)
    held = one.row(ROWS[0], 2)
    other.clear()
    assert told(one) == told(other) == {}
    held[1] += 1  # of a row that was asked for before
    one.row(ROWS[2])[0] += 1
    assert told(other) == {ROWS[2]: [1]}
    assert told(counted(board, 1, 2)) == {ROWS[2]: [1], ROWS[0]: [0, 2]}


def test_what_one_has_counted_that_was_killed_before_it_began_anew_is_forgotten() -> None:
    board = Board(2)
    counted(board, 0, 5, 5, 5)
    counted(board, 1).clear()
    assert told(counted(board, 0, 1)) == {ROWS[0]: [0, 1]}


@pytest.mark.parametrize("room", ["_NAMES", "_NUMBERS"])
def test_what_has_no_room_is_not_counted_and_harms_nobody(room: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, room, 40)
    sheet = SharedSheet(Board(1), 0)
    for number in range(9):
        sheet.row((str(number),), 2)[0] += 1
    assert told(sheet) == {(str(number),): [1, 0] for number in range(2 if room == "_NUMBERS" else 4)}


def test_one_process_alone_counts_the_same() -> None:
    own, shared = OwnSheet(), SharedSheet(Board(1), 0)
    for sheet in (own, shared):
        sheet.row(ROWS[0])[0] += 2
        sheet.row(ROWS[1], 3)[2] += 0.5
    assert told(own) == told(shared)
    for sheet in (own, shared):
        sheet.clear()
    assert told(own) == told(shared) == {}


def requests(api: Api) -> float:
    """How many were counted, as whichever process tells it that is asked."""
    families = parse(api("GET", "/__ringback/metrics").body.decode())
    return sum(each.value for family in families for each in family.samples if each.name == "ringback_requests_total")


def kill_one(parent: int) -> None:
    """Kill one of the workers; wait until another has taken its place."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    before = children.read_text().split()
    os.kill(int(before[0]), signal.SIGKILL)
    end = time.monotonic() + 60
    while len(now := children.read_text().split()) < len(before) or before[0] in now:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_workers_tell_what_all_of_them_have_counted_even_those_that_were_killed() -> None:
    with mock_process(STORY, "--workers", "3") as (api, process):
        for asked in range(1, 31):
            assert api("GET", "/projects").status == 200  # each time over another connection
            assert requests(api) == asked
        kill_one(process.pid)
        for asked in range(31, 41):
            assert api("GET", "/projects").status == 200
            assert requests(api) == asked
        assert api("POST", "/__ringback/reset", {"only": ["metrics"]}).status == 204
        assert {requests(api) for _ in range(6)} == {0}
        assert api("GET", "/projects").status == 200
        assert {requests(api) for _ in range(6)} == {1}

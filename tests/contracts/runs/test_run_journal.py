"""A journal is readable wherever the run was ended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from runs_made import about, finding, part

from contracts.errors import ContractError
from contracts.live.profile import Profile, Writes
from contracts.runs import folders
from contracts.runs.journal import FILE, Ended, Journal, Line
from contracts.runs.past import Past, read

FOUND = finding()
SEQUENCES = "stateful"


def written(home: Path, *lines: tuple[Line, Any], run: str = "first") -> Path:
    folder = folders.begin(home, about(run))
    journal = Journal(folder / FILE)
    for line in lines:
        journal.write(*line)
    journal.close()
    return folder


WHOLE = (
    (Line.PART, part(found={})),
    (Line.FINDING, FOUND),
    (Line.PART, part("POST /items", found={FOUND.fingerprint: 2})),
    (Line.PART, part("", SEQUENCES, ends=False, found={FOUND.fingerprint: 1})),
)


def test_it_tells_what_was_done_and_found(tmp_path: Path) -> None:
    past = read(written(tmp_path, *WHOLE))
    assert past.about == about()
    assert past.done == {("coverage", "GET /items"), ("coverage", "POST /items")}
    assert past.findings == {FOUND.fingerprint: replace(FOUND, seen=3)}
    assert (past.ended, past.cut_short) == (False, "")
    assert [each.outcome for each in past.parts] == ["passed", "failed", "failed"]


def test_whatever_byte_it_ends_at_it_tells_what_was_done_before(tmp_path: Path) -> None:
    file = written(tmp_path, *WHOLE) / FILE
    whole = file.read_bytes()
    ends = [number + 1 for number, byte in enumerate(whole) if byte == ord("\n")]
    for length in range(0, len(whole) + 1, 31):
        file.write_bytes(whole[:length])
        complete = [end for end in ends if end <= length]
        if complete:
            assert len(read(file.parent).parts) == sum(end <= length for end in ends[1:2] + ends[3:])
        else:
            with pytest.raises(ContractError, match="the journal is damaged: its first line"):
                read(file.parent)


def test_what_a_crash_left_of_a_line_goes_when_it_is_gone_on_with(tmp_path: Path) -> None:
    folder = written(tmp_path, *WHOLE)
    with (folder / FILE).open("ab") as file:
        file.write(b'{"line":"part","pha')
    said: list[str] = []
    past = folders.resume(folder, about(), said.append)
    assert said == ["the last line of its journal was torn when the run ended, and is left out (19 bytes)"]
    assert past.findings[FOUND.fingerprint].seen == 2, "what is done again counts once"
    assert [each.name for each in past.parts] == ["GET /items", "POST /items"]
    assert read(folder) == past


def test_a_damaged_journal_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path, *WHOLE)
    (folder / FILE).write_bytes((folder / FILE).read_bytes().replace(b'"ends":true', b'"ends":7', 1))
    with pytest.raises(ContractError, match="the journal is damaged: int where bool should be"):
        read(folder)


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = written(tmp_path)
    assert (folder.stat().st_mode & 0o777, (folder / FILE).stat().st_mode & 0o777) == (0o700, 0o600)


def test_all_texts_can_be_changed_at_once_and_it_goes_on(tmp_path: Path) -> None:
    folder = written(tmp_path, *WHOLE)
    journal = Journal(folder / FILE)
    journal.rewrite(lambda text: text.replace("answered", "said"))
    journal.write(Line.ENDED, Ended("2026-01-01T00:00:01Z", "enough"))
    journal.close()
    past = read(folder)
    assert past.findings[FOUND.fingerprint].message == "GET /items said 500"
    assert (past.ended, past.cut_short) == (True, "enough")
    assert {each.name for each in folder.iterdir()} == {FILE}


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({"digest": "e" * 64}, r"document was items.yaml \(dddddddddddd\) and is items.yaml \(eeeeeeeeeeee\)"),
        ({"target": "http://elsewhere"}, "target was http://127.0.0.1:1/v1 and is http://elsewhere"),
        (
            {"choices": replace(about().choices, seed=8, max_seconds=2)},
            "seed was 7 and is 8; max seconds was none and is 2",
        ),
        ({"choices": replace(about().choices, phases=("probes",))}, "phases was examples, coverage, .* and is probes"),
        ({"choices": replace(about().choices, checks=frozenset({"x"}))}, "checks was with .* and is with x"),
        ({"versions": {}}, "schemathesis was 4.32.0 and is none"),
        ({"profile": Profile(name="a", url="b")}, "live account was False and is True"),
    ],
    ids=["document", "target", "choices", "phases", "checks", "versions", "profile"],
)
def test_another_run_is_not_gone_on_with(tmp_path: Path, now: dict[str, Any], told: str) -> None:
    folder = written(tmp_path)
    with pytest.raises(ContractError, match=told):
        folders.resume(folder, about(**now))
    assert read(folder).about == about(), "nothing is written"


def test_an_account_may_be_given_a_larger_budget_but_no_other_rules() -> None:
    profile = Profile(name="mine", url="https://a")
    first = about(profile=profile)
    larger = replace(profile, budget=replace(profile.budget, requests=9_999), credentials="keyring:x")
    assert list(folders.differences(first, about(profile=larger))) == []
    wider = replace(profile, writes=Writes.OWNED, deny=("x",))
    assert [each.what for each in folders.differences(first, about(profile=wider))] == ["writes", "deny"]


def test_a_run_that_came_to_its_end_is_not_gone_on_with_unless_it_was_cut_short(tmp_path: Path) -> None:
    ended = written(tmp_path, (Line.ENDED, Ended("2026-01-01T00:00:01Z", "")))
    with pytest.raises(ContractError, match="came to its end"):
        folders.resume(ended, about())
    short = written(tmp_path, *WHOLE, (Line.ENDED, Ended("2026-01-01T00:00:01Z", "5 errors in a row")), run="second")
    assert isinstance(folders.resume(short, about("second")), Past)
    assert not read(short).ended


def test_a_run_is_one_persons_at_a_time(tmp_path: Path) -> None:
    folder = written(tmp_path)
    with folders.held(folder), pytest.raises(ContractError, match="run first is going on"):
        folders.delete(folder)
    folders.delete(folder)
    assert folders.runs(tmp_path) == []


def test_runs_are_found_by_name_and_by_path_and_nothing_else_is(tmp_path: Path) -> None:
    folder = written(tmp_path / "home")
    assert folders.found(tmp_path / "home", "first") == folder
    assert folders.found(tmp_path, str(folder)) == folder
    for wrong in ("second", "..", "", "../home/first/.."):
        with pytest.raises(ContractError, match="there is no run"):
            folders.found(tmp_path / "home", wrong)

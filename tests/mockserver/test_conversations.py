"""Conversations with the mock, each a text file, over a socket. How they are written: ``conversations/README.md``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conversation_mocks import Nursery
from conversation_table import FEATURES, README, table
from conversation_talk import Talk
from conversation_text import DOCUMENTS, FOLDER, Conversation, read

WRONG = Path(__file__).with_name("wrong_conversation.txt")
FILES = sorted(FOLDER.rglob("*.txt"))
CONVERSATIONS = [read(path) for path in FILES]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a mock runs: it finds the documents that conversations share there, and the files of its own."""
    for document in DOCUMENTS.iterdir():
        (tmp_path / document.name).symlink_to(document)
    return tmp_path


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda each: each.name)
def test_the_mock_answers_as_written(conversation: Conversation, nursery: Nursery, folder: Path) -> None:
    talk = Talk(conversation, nursery, folder)
    talk.prepare()
    with talk.partner():
        talk.hold()


def test_what_comes_otherwise_is_told(nursery: Nursery, folder: Path) -> None:
    talk = Talk(read(WRONG), nursery, folder)
    with talk.partner(), pytest.raises(AssertionError) as told:
        talk.hold()
    complaints = [line.removeprefix("  * ") for line in str(told.value).splitlines() if line.startswith("  * ")]
    assert complaints == [
        "status 200 instead of 201",
        "content-type: application/json is not expected",
        "X-Missing is missing",
        "Vary is missing",
        '/name: expected "Ball", found "Kite"',
        "the response is documented",
    ]
    assert f"{WRONG}:9: " in str(told.value)


def test_every_feature_is_talked_about() -> None:
    told = {feature for conversation in CONVERSATIONS for feature in conversation.features}
    assert told == {feature for features in FEATURES.values() for feature in features}


def test_no_two_have_the_same_title() -> None:
    assert len({conversation.title for conversation in CONVERSATIONS}) == len(CONVERSATIONS)


def test_the_table_of_features_is_up_to_date() -> None:
    assert table(CONVERSATIONS) in README.read_text("utf-8"), "python tests/mockserver/conversation_table.py writes it"

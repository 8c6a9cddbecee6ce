"""Whatever is asked of it, and in which order, a mock remembers as a server would, wherever it keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from memory_machine import Caller, Memory
from plain_stories import STORIES, Story
from postgres import postgres

import specs
from mockserver.app import create_app
from mockserver.settings import Settings
from mockserver.testing import running

_LENGTH = 50
"""Steps of a round; some come to nothing, and are not counted."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.mark.parametrize("story", STORIES, ids=str)
@pytest.mark.parametrize("store", ["memory", "sqlite", "postgresql"])
def test_a_mock_agrees_with_a_plain_server(
    story: Story, store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kept = {"memory": "", "sqlite": f"sqlite:///{tmp_path}/state.db"}
    state = kept[store] if store in kept else request.getfixturevalue("server")
    steps = request.config.getoption("--store-steps")
    rounds = settings(
        max_examples=steps // _LENGTH * 2,
        stateful_step_count=_LENGTH,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    with running(create_app(specs.load(story.document), Settings(state=state))) as mock:
        caller = Caller(mock, story)
        bound = {"story": story, "caller": caller, "mock": mock}
        run_state_machine_as_test(type("Memory", (Memory,), bound), settings=rounds)
        caller.close()
        mock.close()
    assert caller.steps >= steps

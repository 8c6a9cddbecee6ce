"""What the tests of commands have."""

from __future__ import annotations

from pathlib import Path

import pytest

from specs import catalog


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which is empty, beside a catalogue of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(catalog.DATA_DIR_VARIABLE, str(tmp_path / "data"))
    return tmp_path

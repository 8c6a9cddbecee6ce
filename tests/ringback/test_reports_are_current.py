"""The committed reports are those that the bundled documents and the present code give."""

from __future__ import annotations

from pathlib import Path

import pytest

from ringback.commands.report import files
from ringback.series import of_catalogue
from specs import catalog

FOLDER = Path(__file__).parents[2] / "reports" / "phonebridge-webapp"


def test_the_committed_reports_are_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(catalog.DATA_DIR_VARIABLE, str(tmp_path))  # no adopted original of this machine
    wanted = files(of_catalogue(catalog.releases("phonebridge-webapp"), quiet=True))
    there = {path.name: path.read_bytes().decode() for path in FOLDER.iterdir()}
    stale = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
    assert stale == [], "run: ringback report phonebridge-webapp"
    assert len(wanted) == 3 * (8 + 1)

"""A vendor's original takes the place of a release only after it was judged to be one."""

from __future__ import annotations

from pathlib import Path

import pytest

from specs import catalog, load
from specs.errors import SpecError
from specs.originals import adopt

CLIENT = "phonebridge-client@1.3.8"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RINGBACK_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def original(tmp_path: Path) -> Path:
    file = tmp_path / "original.yml"
    file.write_text(load(CLIENT).source.text.replace("title: ", "title: Original of "), encoding="utf-8")
    return file


def test_an_original_is_read_from_then_on(original: Path, data_folder: Path) -> None:
    replaced = adopt(CLIENT, str(original))
    assert replaced.origin == "reconstruction"
    now = catalog.find(CLIENT)
    assert now.origin == "original"
    assert now.path.is_relative_to(data_folder)
    assert now.path.read_bytes() == original.read_bytes()
    assert load(CLIENT).title.startswith("Original of ")
    assert adopt(CLIENT, str(original)).origin == "original"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("version: 1.3.8", "version: 1.3.9", "says it is release 1.3.9, not 1.3.8"),
        ("      responses:", "      answers:", "not a valid OpenAPI 3.0 document"),
        ("openapi: 3.0.1", "openapi: 4.0.0", "not supported"),
        ("title: Original of ", "title: ", "is the reconstruction"),
        ("'#/components/schemas/Token'", "'token.yaml'", "refers to other files"),
        ("'#/components/schemas/Token'", "'#/components/schemas/Nope'", "has no target"),
    ],
)
def test_what_is_no_original_is_refused_and_nothing_is_kept(
    original: Path, data_folder: Path, old: str, new: str, told: str
) -> None:
    (original.parent / "token.yaml").write_text("type: object\n", encoding="utf-8")
    original.write_text(original.read_text("utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SpecError, match=told) as caught:
        adopt(CLIENT, str(original))
    assert caught.value.hint
    assert not data_folder.exists()
    assert catalog.find(CLIENT).origin == "reconstruction"


def test_an_unknown_release_is_refused(original: Path) -> None:
    with pytest.raises(SpecError, match="no release"):
        adopt("phonebridge-client@9", str(original))

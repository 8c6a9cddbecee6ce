"""Releases by name: their order, their dates, ranges, and originals in place of reconstructions."""

from __future__ import annotations

import datetime
import os
from typing import TYPE_CHECKING

import pytest

from specs import catalog
from specs.errors import SpecError

if TYPE_CHECKING:
    from pathlib import Path

    from specs.catalog import Release

WEBAPP = "phonebridge-webapp"
VERSIONS = ("1.0.1", "1.2", "1.2.2", "1.2.3", "1.3.2", "1.3.4", "1.3.5", "1.3.7", "1.3.8")
DATES = ("01-29", "02-18", "02-19", "02-19", "02-26", "02-28", "03-19", "03-27", "08-06")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("RINGBACK_DATA_DIR", str(folder))
    return folder


def versions(found: tuple[Release, ...]) -> tuple[str, ...]:
    return tuple(release.version for release in found)


def test_both_apis_are_known() -> None:
    assert catalog.apis() == ("phonebridge-webapp", "phonebridge-client")


def test_releases_come_in_the_order_of_the_vendors_page() -> None:
    found = catalog.releases(WEBAPP)
    assert versions(found) == VERSIONS
    assert [release.position for release in found] == list(range(9))
    assert versions(catalog.releases("phonebridge-client")) == ("1.3.8",)


def test_dates_are_those_of_the_vendors_page() -> None:
    assert [release.date.isoformat() for release in catalog.releases(WEBAPP)] == [f"2020-{day}" for day in DATES]
    assert catalog.find("phonebridge-client").date == datetime.date(2020, 8, 4)


def test_only_the_slip_of_the_vendors_page_differs_from_the_date() -> None:
    every = [release for api in catalog.apis() for release in catalog.releases(api)]
    slips = {r.name: r.printed_date for r in every if r.date.strftime("%d.%m.%Y") != r.printed_date}
    assert slips == {"phonebridge-webapp@1.3.7": "27.03.2002"}


def test_every_release_has_its_bundled_file() -> None:
    for api in catalog.apis():
        for release in catalog.releases(api):
            assert release.origin == "reconstruction"
            assert release.path.is_file()
            assert release.path.name == release.file


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("phonebridge-webapp", "1.3.8"),
        ("phonebridge-webapp@latest", "1.3.8"),
        ("phonebridge-webapp@1.2", "1.2"),
        ("phonebridge-webapp@1.0.1", "1.0.1"),
        ("phonebridge-client@latest", "1.3.8"),
    ],
)
def test_a_name_finds_one_release(name: str, version: str) -> None:
    release = catalog.find(name)
    assert release.version == version
    assert catalog.find(release.name) == release


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("phonebridge-webapp", VERSIONS),
        ("phonebridge-webapp@1.3.5", ("1.3.5",)),
        ("phonebridge-webapp@latest", ("1.3.8",)),
        ("phonebridge-webapp@1.3.7..1.3.8", ("1.3.7", "1.3.8")),
        ("phonebridge-webapp@1.3.5..latest", ("1.3.5", "1.3.7", "1.3.8")),
        ("phonebridge-webapp@1.3.7..", ("1.3.7", "1.3.8")),
        ("phonebridge-webapp@..1.2.2", ("1.0.1", "1.2", "1.2.2")),
        ("phonebridge-webapp@..", VERSIONS),
        ("phonebridge-webapp@1.2..1.2", ("1.2",)),
    ],
)
def test_a_range_selects_both_its_ends(name: str, expected: tuple[str, ...]) -> None:
    assert versions(catalog.select(name)) == expected


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("phonebridge-webap", "did you mean phonebridge-webapp?"),
        ("other", "known: phonebridge-webapp, phonebridge-client"),
        ("phonebridge-webapp@1.3.9", "did you mean 1.3."),
        ("phonebridge-webapp@9", "known: 1.0.1, 1.2, 1.2.2, 1.2.3, 1.3.2, 1.3.4, 1.3.5, 1.3.7, 1.3.8"),
    ],
)
def test_an_unknown_name_tells_what_is_known(name: str, told: str) -> None:
    for look_up in (catalog.find, catalog.select):
        with pytest.raises(SpecError) as caught:
            look_up(name)
        assert caught.value.source == (name if "@" in name else name.partition("@")[0])
        assert told in str(caught.value)


@pytest.mark.parametrize("name", ["phonebridge-webapp@1.3.9..1.3.8", "phonebridge-webapp@1.2..1.9"])
def test_a_range_with_an_unknown_end_is_refused(name: str) -> None:
    with pytest.raises(SpecError, match="has no release"):
        catalog.select(name)


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(SpecError, match=r"write phonebridge-webapp@1\.2\.\.1\.3\.8"):
        catalog.select("phonebridge-webapp@1.3.8..1.2")


def test_a_range_is_not_one_release() -> None:
    with pytest.raises(SpecError, match="not a range"):
        catalog.find("phonebridge-webapp@1.2..1.3.8")


@pytest.mark.parametrize(
    "text",
    [
        "phonebridge-webapp",
        "phonebridge-client@latest",
        "phonebridge-webapp@1.3.7..1.3.8",
        "phonebridge-webapp@9.9",
    ],
)
def test_a_catalogue_name_is_known_by_its_api(text: str) -> None:
    assert catalog.is_catalogue_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "phonebridge-webapp@",
        "phonebridge-webapp-API-1.3.8.yaml",
        "./phonebridge-webapp",
        "phonebridge-webapp@1/openapi.yaml",
        "phonebridge-webapp@main:openapi.yaml",
        "openapi.yaml",
        "https://example.org/phonebridge-webapp",
        "-",
        "",
    ],
)
def test_a_file_or_url_is_no_catalogue_name(text: str) -> None:
    assert not catalog.is_catalogue_name(text)


def test_an_adopted_original_takes_the_place_of_the_reconstruction(data_folder: Path) -> None:
    before = catalog.find("phonebridge-webapp@1.3.7")
    path = catalog.adopt(before, b"openapi: 3.0.1\n")
    after = catalog.find("phonebridge-webapp@1.3.7")
    assert path == after.path == data_folder / "originals" / WEBAPP / "phonebridge-webapp-API-1.3.7.yaml"
    assert after.origin == "original"
    assert path.read_bytes() == b"openapi: 3.0.1\n"
    assert (after.name, after.position, after.date) == (before.name, before.position, before.date)
    others = [r for r in catalog.releases(WEBAPP) if r.version != "1.3.7"]
    assert {r.origin for r in others} == {"reconstruction"}


def test_adopting_again_replaces_the_original_and_leaves_nothing_beside_it() -> None:
    release = catalog.find("phonebridge-client")
    catalog.adopt(release, b"first")
    path = catalog.adopt(catalog.find("phonebridge-client"), b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_keeps_the_earlier_original(monkeypatch: pytest.MonkeyPatch) -> None:
    release = catalog.find("phonebridge-client")
    path = catalog.adopt(release, b"first")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SpecError, match=r"could not be stored.*No space left"):
        catalog.adopt(release, b"second")
    assert path.read_bytes() == b"first"
    assert list(path.parent.iterdir()) == [path]


def test_a_data_folder_that_is_a_file_is_told(data_folder: Path) -> None:
    data_folder.write_text("in the way", encoding="utf-8")
    with pytest.raises(SpecError, match="could not be stored"):
        catalog.adopt(catalog.find(WEBAPP), b"")


def test_discarding_goes_back_to_the_reconstruction() -> None:
    reconstruction = catalog.find(WEBAPP)
    catalog.adopt(reconstruction, b"original")
    assert catalog.discard(catalog.find(WEBAPP)) is True
    assert catalog.find(WEBAPP) == reconstruction
    assert catalog.discard(reconstruction) is False


def test_without_the_variable_the_users_data_folder_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RINGBACK_DATA_DIR")
    monkeypatch.setattr(catalog, "_user_data_folder", lambda: tmp_path / "home")
    assert catalog.adopt(catalog.find(WEBAPP), b"x").is_relative_to(tmp_path / "home" / "originals")

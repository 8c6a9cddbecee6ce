"""The releases this project knows by name, and the file each is read from.

A name is ``<api>``, ``<api>@<version>`` or ``<api>@latest``; a range is ``<api>@<first>..<last>`` with both ends
included and either end open. The order of releases is that of ``documents/phonebridge/catalogue.toml``, never
worked out from version numbers. This module reads no OpenAPI document.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from specs.errors import SpecError
from specs.whole_files import write_whole

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

DATA_DIR_VARIABLE = "RINGBACK_DATA_DIR"
LATEST = "latest"
_BUNDLED = Path(__file__).parent / "documents" / "phonebridge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release of an API, and the file to read for it.

    Attributes:
        api: name of the API, ``phonebridge-webapp`` or ``phonebridge-client``.
        version: as the vendor spells it, ``1.3.8``.
        date: the day of the release.
        printed_date: the day as the vendor's page prints it, slips included.
        file: the vendor's file name.
        position: 0-based place in the release order of its API.
        path: the bundled reconstruction, or the adopted original.
        origin: which of the two ``path`` is.
        locale: whose names and addresses its messages usually have.
        part_of: the API that this one is to be a part of, if any.
    """

    api: str
    version: str
    date: datetime.date
    printed_date: str
    file: str
    position: int
    path: Path
    origin: Literal["reconstruction", "original"]
    locale: str
    part_of: str = ""

    @property
    def name(self) -> str:
        """The name that finds this release, ``phonebridge-webapp@1.3.8``."""
        return f"{self.api}@{self.version}"


def apis() -> tuple[str, ...]:
    """The names of the known APIs, in the order of the catalogue."""
    return tuple(_table())


def releases(api: str) -> tuple[Release, ...]:
    """The releases of one API, in release order.

    Raises:
        SpecError: no such API is known.
    """
    rows = _table().get(api)
    if rows is None:
        raise _unknown(f"no API is called {api!r}", api, apis(), source=api)
    return tuple(_release(row, position) for position, row in enumerate(rows))


def parts(api: str) -> tuple[Release, ...]:
    """The latest release of each API that is to be a part of another one."""
    return tuple(latest for each in apis() if (latest := releases(each)[-1]).part_of == api)


def is_catalogue_name(text: str) -> bool:
    """Whether a text names a known API, with or without a release; whether that release exists is not asked."""
    api, at, rest = text.partition("@")
    named = f'"{api}"' in _catalogue() and api in apis()
    return named and bool(rest) == bool(at) and not any(mark in rest for mark in "/\\:@")


def find(name: str) -> Release:
    """The one release that a name means; without a version the latest.

    Raises:
        SpecError: the API or the release is unknown, or the name is a range.
    """
    api, _, wanted = name.partition("@")
    if ".." in wanted:
        raise SpecError(
            "one release is needed here, not a range", source=name, hint=f"name one, such as {api}@{LATEST}"
        )
    return _pick(releases(api), wanted or LATEST, source=name)


def select(name: str) -> tuple[Release, ...]:
    """The releases that a name or a range means, in release order; without a version all of the API.

    Raises:
        SpecError: the API or a release is unknown, or the range runs backwards.
    """
    api, _, wanted = name.partition("@")
    known = releases(api)
    if not wanted:
        return known
    first, dots, last = wanted.partition("..")
    if not dots:
        return (_pick(known, wanted, source=name),)
    start = _pick(known, first, source=name).position if first else 0
    stop = _pick(known, last, source=name).position if last else len(known) - 1
    if start > stop:
        raise SpecError("the range runs backwards", source=name, hint=f"write {api}@{last}..{first}")
    return known[start : stop + 1]


def adopt(release: Release, content: bytes) -> Path:
    """Store the vendor's original of a release, which is read from now on in place of the reconstruction.

    The file appears whole or not at all. Whether the content is a usable document is for the caller to judge.

    Returns:
        Where the original is kept: ``originals/<api>/<file>`` in the user's data folder, or in the folder that
        ``RINGBACK_DATA_DIR`` names.

    Raises:
        SpecError: the file could not be written.
    """
    target = _original(release.api, release.file)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    except OSError as error:
        raise _refused("the original could not be stored", target, error) from error
    return target


def discard(release: Release) -> bool:
    """Remove the adopted original of a release, so that its reconstruction is read again.

    Returns:
        Whether there was an original to remove.

    Raises:
        SpecError: the file could not be removed.
    """
    target = _original(release.api, release.file)
    try:
        target.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _refused("the original could not be removed", target, error) from error
    return True


@cache
def _catalogue() -> str:
    return (_BUNDLED / "catalogue.toml").read_text(encoding="utf-8")


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    """API name → its rows of the catalogue, in release order."""
    import tomllib  # only here: whoever names a file starts without it

    table: dict[str, list[dict[str, Any]]] = {}
    for row in tomllib.loads(_catalogue())["release"]:
        table.setdefault(row["api"], []).append(row)
    return table


def _release(row: dict[str, Any], position: int) -> Release:
    original = _original(row["api"], row["file"])
    if original.is_file():
        return Release(**row, position=position, path=original, origin="original")
    return Release(**row, position=position, path=_BUNDLED / row["file"], origin="reconstruction")


def _original(api: str, file: str) -> Path:
    return _data_folder() / "originals" / api / file


def _data_folder() -> Path:
    """The user's data folder; read anew each time, because tests and servers set it while running."""
    if chosen := os.environ.get(DATA_DIR_VARIABLE):
        return Path(chosen)
    return _user_data_folder()


@cache
def _user_data_folder() -> Path:
    from platformdirs import user_data_path  # only here: a mock of a plain file starts without it

    return user_data_path("ringback")


def _pick(known: tuple[Release, ...], version: str, *, source: str) -> Release:
    if version == LATEST:
        return known[-1]
    for release in known:
        if release.version == version:
            return release
    raise _unknown(f"{known[0].api} has no release {version!r}", version, [r.version for r in known], source=source)


def _unknown(message: str, wanted: str, known: Sequence[str], *, source: str) -> SpecError:
    from difflib import get_close_matches

    closest = get_close_matches(wanted, known, n=1, cutoff=0.4)
    meant = f"did you mean {closest[0]}? " if closest else ""
    return SpecError(message, source=source, hint=f"{meant}known: {', '.join(known)}")


def _refused(message: str, path: Path, error: OSError) -> SpecError:
    return SpecError(message, source=str(path), hint=error.strerror)

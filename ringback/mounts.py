"""The SPECs that a mock or a proxy is started with: which documents they mean, and where each is served."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from specs import catalog
from specs.errors import SpecError

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Served
    from mockserver.hosts.versions import VersionBy
    from specs.model import Document

BY_PATH = "path"
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")


def served(texts: Sequence[str], load: Callable[[str], Document], version_by: str) -> list[Served]:
    """The documents of some SPECs, in order.

    Args:
        texts: each a name as ``specs.load`` takes it, or a range of releases of the catalogue, which may be followed by
            ``@/PREFIX``.
        load: loads one document by its name.
        version_by: ``path`` puts each release of a range under a path of its own; with anything else they are told
            apart by their names.

    Raises:
        SpecError: one cannot be loaded, or its prefix is none.
    """
    from mockserver.hosts.hosting import Served

    found = []
    for text in texts:
        name, prefix = _split(text)
        for each, release in _releases(name):
            document = load(each)
            place = f"{prefix}/{release}" if release and version_by == BY_PATH else prefix
            found.append(Served(document=document, prefix=place, label=release or document.release))
    return found


def count(text: str) -> int:
    """How many documents a SPEC means. Raises SpecError: it is none."""
    return sum(1 for _ in _releases(_split(text)[0]))


def selector(version_by: str) -> VersionBy | None:
    """How a request names the release it means; None where it does so by its path.

    Raises:
        MockError: nobody knows what is meant.
    """
    from mockserver.hosts import versions

    return None if version_by == BY_PATH else versions.version_by(version_by)


def _split(text: str) -> tuple[str, str]:
    """The name of a document, and its prefix."""
    name, mark, rest = text.rpartition("@/")
    if not mark or not name or Path(text).exists():
        return text, ""
    prefix = f"/{rest}".rstrip("/")
    if not _PREFIX.fullmatch(prefix):
        told = "a prefix has letters, digits and -._~ between slashes"
        raise SpecError(f"{prefix!r} is no prefix", source=text, hint=f"{told}, such as api.yaml@/v2")
    return name, prefix


def _releases(name: str) -> Iterator[tuple[str, str]]:
    """The names of single documents, and where it is a range the release of each."""
    if ".." in name and catalog.is_catalogue_name(name):
        for release in catalog.select(name):
            yield release.name, release.version
    else:
        yield name, ""

"""The vendor's originals in place of our reconstructions."""

from __future__ import annotations

from specs import catalog
from specs.catalog import Release
from specs.checks.subject import Subject
from specs.checks.validity import invalid
from specs.errors import SpecError
from specs.load import load
from specs.model import Document


def adopt(release_name: str, file: str) -> Release:
    """Put a vendor's original in the place of a release, after judging that it is one.

    Args:
        release_name: the release, such as ``phonebridge-webapp@1.3.8``.
        file: path, URL or ``-`` of the original.

    Returns:
        The release as it was before: ``path`` and ``origin`` tell what was replaced.

    Raises:
        SpecError: the release is unknown; or the file cannot be used, breaks the OpenAPI specification, says that it
            is another release, needs other files, or is our reconstruction.
    """
    replaced = catalog.find(release_name)
    original = load(file)
    for refuse in (_demand_version, _demand_no_slips, _demand_validity, _demand_one_file, _demand_another):
        refuse(original, replaced)
    catalog.adopt(replaced, original.source.text.encode())
    return replaced


def _demand_version(original: Document, release: Release) -> None:
    if original.release != release.version:
        raise SpecError(
            f"says it is release {original.release}, not {release.version}",
            source=original.source.label,
            line=original.source.line("/info/version"),
            pointer="/info/version",
            hint="name the release that the file belongs to",
        )


def _demand_no_slips(original: Document, release: Release) -> None:  # noqa: ARG001 - all demands are asked alike
    for slip in original.slips:
        raise SpecError(
            slip.message,
            source=original.source.label,
            line=original.source.line(slip.pointer),
            pointer=slip.pointer,
            hint=slip.hint,
        )


def _demand_validity(original: Document, release: Release) -> None:  # noqa: ARG001 - all demands are asked alike
    for found in invalid(Subject(original)):
        raise SpecError(
            f"not a valid OpenAPI {original.dialect} document: {found.message}",
            source=original.source.label,
            line=original.source.line(found.pointer),
            pointer=found.pointer,
            hint="ringback specs check lists all problems",
        )


def _demand_one_file(original: Document, release: Release) -> None:  # noqa: ARG001
    if original.source.parts:
        raise SpecError(
            "refers to other files, and only one file is kept for a release",
            source=original.source.label,
            hint="bundle it into one file first",
        )


def _demand_another(original: Document, release: Release) -> None:
    if release.origin == "reconstruction" and original.source.text == release.path.read_text("utf-8-sig"):
        raise SpecError(
            "is the reconstruction that ships with ringback, not the vendor's original",
            source=original.source.label,
            hint="download the file from the vendor",
        )

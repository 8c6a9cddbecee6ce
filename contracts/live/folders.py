"""What a run leaves on disk, so that whoever comes after a crash can clean up: no secret is in it."""

from __future__ import annotations

import json
from pathlib import Path

from contracts.errors import ContractError
from contracts.live.profile import Profile
from contracts.runs import folders
from contracts.runs.about import About
from contracts.runs.past import read
from specs.model import Document
from specs.whole_files import write_whole

DOCUMENT = "document.json"


def folder_for(home: Path, about: About, document: Document) -> Path:
    """A folder that holds what is needed to go on with the run, and to clean up after it.

    Raises:
        ContractError: it cannot be written.
    """
    folder = folders.begin(home, about)
    try:
        write_whole(folder / DOCUMENT, json.dumps(document.raw).encode(), mode=0o600)
    except OSError as error:
        hint = "give another --runs"
        raise ContractError(f"{folder}: the run cannot be kept: {error.strerror}", hint=hint) from error
    return folder


def reopened(folder: Path) -> tuple[Path, Profile]:
    """What a run left to clean up with: its document, and its profile.

    Raises:
        ContractError: the folder is none of a run against a live account.
    """
    profile = read(folder).about.profile
    if profile is None:
        raise ContractError(f"{folder.name}: no run left anything there to clean up with")
    return folder / DOCUMENT, profile

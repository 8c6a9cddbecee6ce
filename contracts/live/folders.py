"""What a run leaves on disk, so that whoever comes after a crash can clean up: no secret is in it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from contracts.errors import ContractError
from contracts.live.account import Account
from contracts.live.profile import Budget, Profile, Writes

DOCUMENT, ABOUT = "document.json", "run.json"


def begun(folder: Path, account: Account) -> Path:
    """A folder that holds what is needed to clean up after the run."""
    folder.mkdir(mode=0o700, parents=True)
    (folder / DOCUMENT).write_text(json.dumps(account.document.raw), "utf-8")
    (folder / ABOUT).write_text(json.dumps(asdict(account.profile), indent=2), "utf-8")
    return folder


def reopened(folder: Path) -> tuple[Path, Profile]:
    """What a run left to clean up with: its document, and its profile.

    Raises:
        ContractError: the folder is none of a run.
    """
    try:
        told = json.loads((folder / ABOUT).read_text("utf-8"))
        lists = {name: tuple(told[name]) for name in ("deny", "allow", "secrets")}
        made = {**told, **lists, "writes": Writes(told["writes"]), "budget": Budget(**told["budget"])}
        return folder / DOCUMENT, Profile(**made)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ContractError(f"{folder.name}: no run left anything there to clean up with") from error

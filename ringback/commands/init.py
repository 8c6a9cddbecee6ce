"""``ringback init``: a configuration and a workflow to start with."""

from __future__ import annotations

from pathlib import Path

import click

from contracts.errors import ContractError
from ringback.headings import Command
from ringback.starting import Found, files, look
from specs.whole_files import write_whole


@click.command(cls=Command)
@click.option("--force", is_flag=True, help="Write files anew that are there already.")
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
def init(*, force: bool, dry_run: bool, quiet: bool) -> None:
    """Write a ringback.toml and a workflow for the repository around the current folder.

    Documents are found by what stands in them, among the files that Git knows. Where the repository has a
    .gitlab-ci.yml it gets a job for GitLab, else a workflow for GitHub. Nothing is asked, and no file is written over.
    The paths of what was written are printed. Exit code: 0, or 2 when no document was found, or a file is there.
    """
    found = look(Path.cwd())
    made = files(found)
    if dry_run:
        for name, text in made.items():
            click.echo(f"# {name}\n{text}")
        return
    if not force and (there := [name for name in made if (found.top / name).exists()]):
        raise ContractError(
            f"{there[0]} is there already", hint="--force writes it anew, --dry-run shows what would be"
        )
    for name, text in made.items():
        _write(found.top / name, text)
        click.echo(name)
    if not quiet:
        click.echo(_next(found), err=True)


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text.encode())
    except OSError as error:
        raise ContractError(f"{file}: could not be written: {error.strerror}") from error


def _next(found: Found) -> str:
    document = found.documents[0]
    return f"ringback: try it: ringback diff --against {found.branch} {document}; ringback mock {document}"

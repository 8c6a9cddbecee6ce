"""``ringback diff``: what breaks between two documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click

from contracts.compat.compare import compare
from contracts.compat.together import Together, emptied
from contracts.findings import Report
from contracts.render.wording import plural
from ringback.comparing import Judging, against_option, ends, judging_options, tell
from ringback.config.commands import Section, configured
from ringback.documents import both, document_options, opened
from ringback.headings import Command
from ringback.output import Written, report_options
from ringback.policies import Deciding, Told, deciding, policy_options
from specs import globs, revisions
from specs.model import Document
from specs.options import Options


@click.command(cls=Command)
@click.argument("names", metavar="[OLD] [NEW]", nargs=-1)
@document_options
@click.option(
    "--overlay-old",
    "overlays_old",
    metavar="FILE",
    multiple=True,
    help="As --overlay, for OLD only, after those for both.",
)
@click.option(
    "--overlay-new",
    "overlays_new",
    metavar="FILE",
    multiple=True,
    help="As --overlay, for NEW only, after those for both.",
)
@against_option
@report_options
@judging_options()
@click.option(
    "--open-objects",
    is_flag=True,
    help="Take objects literally: one that forbids no further properties may be sent with any.",
)
@policy_options
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@configured
@click.pass_context
def diff(
    context: click.Context,
    names: tuple[str, ...],
    options: Options,
    overlays_old: tuple[str, ...],
    overlays_new: tuple[str, ...],
    against: str | None,
    written: Written,
    judging: Judging,
    told: Told,
    *,
    open_objects: bool,
    quiet: bool,
    section: Section,
) -> None:
    """Compare two documents: what breaks, for whom, and the message that shows it.

    OLD and NEW are paths, URLs, - for standard input, files at a Git revision (main:openapi.yaml), or catalogue names.
    A range such as phonebridge-webapp@1.3.7..1.3.8 in place of both means its two ends. Patterns in quotes, such as
    'old/*.yaml' 'new/*.yaml', compare the documents of one name each. With --against, any number of documents are
    compared with themselves at a Git revision. What your team has decided, such as what may pass, stands in
    ringback.toml. Exit code: 0 when nothing fails, 1 when a finding does, 2 when the documents could not be compared.
    """
    before, after = (replace(options, overlays=(*options.overlays, *own)) for own in (overlays_old, overlays_new))
    decided = deciding(section, told, lambda name: opened(name, before, quiet=quiet), judging.level)
    sides = Sides((before, after), judging, decided, quiet, open_objects)
    report = decided.ended(compared(names, against, sides))
    tell(report, written, quiet=quiet)
    context.exit(judging.fails(report))


@dataclass(frozen=True, slots=True)
class Sides:
    """How both sides are read, the old one first, and what is wanted of their comparison."""

    options: tuple[Options, Options]
    judging: Judging
    deciding: Deciding
    quiet: bool
    open_objects: bool

    def judged(self, old: Document, new: Document) -> Report:
        """The comparison of two documents, as the policy and the level see it."""
        found = compare(old, new, open_objects=self.open_objects, two_processes=True)
        return self.judging.narrow(self.deciding.seen(found, old, new))


def compared(names: tuple[str, ...], against: str | None, sides: Sides) -> Report:
    """The comparison of two documents, of what two patterns mean, or of any number of documents with a revision."""
    if against is not None and (len(names) > 1 or is_new(against, names)):
        return since(against, names, sides)
    old, new = ends(names, against)
    several = globs.is_pattern(old) or globs.is_pattern(new)
    return many(old, new, sides) if several else pair(old, new, sides)[0]


def pair(old: str, new: str, sides: Sides) -> tuple[Report, Document]:
    """The comparison of two documents, and the new one."""
    documents = both(old, new, sides.options, quiet=sides.quiet)
    return sides.judged(*documents), documents[1]


def many(old: str, new: str, sides: Sides) -> Report:
    """The comparison of the documents that two patterns mean, those of one name with each other.

    Raises:
        click.UsageError: one of both is no pattern.
        SpecError: one of the patterns means nothing, or a document cannot be used.
    """
    if not (globs.is_pattern(old) and globs.is_pattern(new)):
        raise click.UsageError("a pattern is compared with a pattern: give two of them, or two documents")
    return composed(globs.expand(old), globs.expand(new), {"old": old, "new": new}, sides)


def is_new(revision: str, names: tuple[str, ...]) -> bool:
    """Whether documents are files now, and none of them was at a revision."""
    return not any(map(globs.is_pattern, names)) and all(
        Path(name).is_file() and not was(revision, name) for name in names
    )


def was(revision: str, name: str) -> bool:
    """Whether a document was there at a revision.

    Raises:
        SpecError: there is no such revision, or the file is in no repository.
    """
    at = revisions.parse(revisions.at(revision, name))
    return at is not None and at[0].has(at[1])


def since(revision: str, names: tuple[str, ...], sides: Sides) -> Report:
    """The comparison of several documents with themselves at a revision; one that was not there then is new.

    Raises:
        SpecError: there is no such revision, or a document cannot be used.
    """
    there = {name: revisions.at(revision, name) for name in names if was(revision, name)}
    return composed(there, {name: name for name in names}, {"old": revision, "new": "the working tree"}, sides)


def composed(ours: Mapping[str, str], theirs: Mapping[str, str], subjects: Mapping[str, str], sides: Sides) -> Report:
    """The comparisons of documents of one name as one report; a name that only one side has came or went.

    Raises:
        click.UsageError: a document that was released earlier is given, too.
        SpecError: a document cannot be used.
    """
    if sides.deciding.earlier:
        raise click.UsageError("--earlier is of one document, and these are several")
    together = Together()
    for name in dict.fromkeys((*ours, *theirs)):
        if name not in theirs:
            gone = opened(ours[name], sides.options[0], quiet=sides.quiet)
            together.went(name, sides.judged(gone, emptied(gone)), gone)
        elif name not in ours:
            together.came(name, opened(theirs[name], sides.options[1], quiet=sides.quiet))
        else:
            together.compared(name, *pair(ours[name], theirs[name], sides))
    number = plural(len(ours.keys() | theirs.keys()), "document")
    return together.report(f"{number}: {' → '.join(subjects.values())}", subjects)

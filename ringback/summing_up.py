"""What a proxy tells at its end: the options of ``ringback proxy`` that decide it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ringback.grouping import as_one
from specs.harmless import HARMLESS
from specs.whole_files import write_whole

if TYPE_CHECKING:
    from mockserver.pipeline import Mock
    from mockserver.proxy.findings import Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class SummingUp:
    """What a proxy tells at its end.

    Attributes:
        report: where what was found is written to; None for nowhere.
        fail_on_violations: whether the exit code tells of violations.
    """

    report: Path | None
    fail_on_violations: bool

    def write(self, findings: Findings, upstreams: Mapping[Mock, str]) -> None:
        """Write what is known by now. Raises MockError: it cannot be written."""
        if self.report is not None:
            _write(self.report, findings.report(upstreams), "--report")

    def told(self, findings: Findings, *, quiet: bool) -> int:
        """Print what was found, and give the exit code."""
        for line in findings.summary() if not quiet else ():
            click.echo(line.translate(HARMLESS), err=True)
        return int(self.fail_on_violations and findings.violations > 0)


def _write(path: Path, value: Mapping[str, Any], option: str) -> None:
    try:
        write_whole(path, json.dumps(value, indent=2).encode() + b"\n")
    except OSError as error:
        from mockserver.errors import MockError

        told = f"{path} cannot be written: {(error.strerror or '').lower()}"
        raise MockError(told, hint=f"choose another file with {option}") from error


summing_up_options = as_one(
    "summing_up",
    SummingUp,
    click.option(
        "--report",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write what was found to FILE as JSON, at the end.",
    ),
    click.option("--fail-on-violations", is_flag=True, help="Exit with 1 when there were violations."),
)
"""A command gets them as ``summing_up``."""

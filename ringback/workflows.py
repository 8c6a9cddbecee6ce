"""What a step of a GitHub workflow tells beyond its log: its summary and its outputs."""

from __future__ import annotations

import os
from pathlib import Path

from contracts.errors import ContractError
from contracts.findings import Report, Severity
from contracts.render import as_markdown, verdicts
from specs.line_files import LineFile

_MOST = 1_000_000
"""Bytes of a summary; GitHub shows none above 1 MiB."""


def sum_up(report: Report) -> None:
    """Append a report to the summary of this step, and its numbers to its outputs; nothing where there is no workflow.

    The outputs are ``headline``, ``errors``, ``warnings``, ``notes`` and ``judged``.

    Raises:
        ContractError: the runner's file cannot be written.
    """
    if told := os.environ.get("GITHUB_STEP_SUMMARY"):
        _append(Path(told), _summary(report))
    if told := os.environ.get("GITHUB_OUTPUT"):
        counted = {f"{each.value}s": report.count(each) for each in Severity}
        outputs = {"headline": verdicts.headline(report), **counted, "judged": report.judged}
        _append(Path(told), "".join(f"{name}={value}\n" for name, value in outputs.items()))


def _summary(report: Report) -> str:
    whole = as_markdown.render(report)
    if len(whole.encode()) <= _MOST:
        return whole
    return as_markdown.overview(report, "The findings are too many to be shown here: see the log, or another format.")


def _append(file: Path, text: str) -> None:
    try:
        added = LineFile(file, ours=False)
        try:
            added.add(text.removesuffix("\n").encode())
        finally:
            added.close()
    except OSError as error:
        raise ContractError(f"{file}: the runner's file could not be written: {error.strerror}") from error

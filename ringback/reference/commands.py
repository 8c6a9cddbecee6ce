"""The page of all commands and options, from the parser of the command line."""

from __future__ import annotations

from collections.abc import Iterator

import click

from ringback.cli import cli
from ringback.config.sections import SECTIONS
from ringback.reference.cells import cell

_HEAD = """# Commands

Written from the parser: it is what `--help` of each command tells. An option can stand in the environment, too
(`RINGBACK_DIFF_LEVEL` for `--level` of `ringback diff`), and those of {sections} in
[the configuration](../configuration.md).
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD.format(sections=", ".join(f"`{name}`" for name in SECTIONS))
    top = cli.context_class(cli, info_name="ringback")
    for name in cli.list_commands(top):
        command = cli.get_command(top, name)
        if command is not None:
            yield from _described(command.context_class(command, info_name=name, parent=top))


def _described(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f"## `{context.command_path}`"
    yield ""
    for paragraph in (command.help or "").split("\n\n"):
        yield f"{cell(paragraph)}\n"
    yield f"```text\n{' '.join(command.get_usage(context).split())}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _described(below.context_class(below, info_name=name, parent=context))
        return
    yield "| option | |"
    yield "| --- | --- |"
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            yield f"| `{record[0]}` | {cell(record[1])} |"
    yield ""

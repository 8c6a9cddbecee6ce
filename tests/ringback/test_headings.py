"""How help is laid out."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from ringback.cli import COMMANDS, cli
from ringback.headings import HEADINGS


def _help(*args: str) -> str:
    return CliRunner().invoke(cli, [*args, "--help"], terminal_width=80).output


def _options(name: str) -> set[str]:
    command = cli.get_command(cli.context_class(cli), name)
    assert command is not None
    return {each.name or "" for each in command.params if isinstance(each, click.Option)}


@pytest.mark.parametrize("name", ["mock", "proxy", "test", "diff"])
def test_every_option_of_a_command_with_many_has_a_heading(name: str) -> None:
    assert _options(name) <= {each for names in HEADINGS.values() for each in names}
    told = _help(name)
    assert "\nReading documents:\n  --overlay FILE" in told
    assert "\nOptions:\n" not in told
    assert re.search(r"\nRunning:\n(  .*\n)*  -h, --help", told)


def test_no_heading_names_what_no_command_has() -> None:
    every = set().union(*map(_options, COMMANDS))
    assert {each for names in HEADINGS.values() for each in names} <= every


def test_a_command_with_few_options_has_one_list_of_them() -> None:
    assert re.findall(r"^(\S.*):$", _help("changelog"), re.MULTILINE) == ["Options"]


@pytest.mark.parametrize("args", [(), *((name,) for name in COMMANDS), ("specs", "check"), ("specs", "bundle")])
def test_lines_fit_and_break_at_spaces_only(args: tuple[str, ...]) -> None:
    lines = _help(*args).splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if re.search(r"\w-$|\[(default|env var):$", line)]
    assert "\N{NON-BREAKING HYPHEN}" not in "".join(lines)
    assert "\N{NO-BREAK SPACE}" not in "".join(lines)

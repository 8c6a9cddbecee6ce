"""What the documentation says of commands, keys and Python is made from these, and every page has its place."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from ringback.cli import cli
from ringback.config.sections import whole
from ringback.reference import PAGES, commands, keys
from ringback.reference.__main__ import printed
from ringback.reference.cells import cell
from ringback.reference.python import PUBLIC


def leaves(command: click.Command, path: str = "ringback") -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = command.context_class(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below
        yield from leaves(below, f"{path} {name}")


def test_every_option_of_every_command_has_its_line() -> None:
    page = commands.page()
    for path, command in leaves(cli):
        section = page.split(f"\n## `{path}`\n")[1].split("\n## ")[0]
        names = [name for each in command.params if isinstance(each, click.Option) for name in each.opts]
        assert [name for name in names if not re.search(rf"^\| `[^`]*{name}\b", section, re.MULTILINE)] == [], path


def test_every_key_of_every_section_has_its_line() -> None:
    page = keys.page()
    for name, section in whole()["properties"].items():
        told = page.split(f"\n## `[{name}]`\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE) == list(section["properties"])


def test_tables_within_tables_are_told_of_by_the_names_that_files_have() -> None:
    headings = re.findall(r"^## `(.+)`$", keys.page(), re.MULTILINE)
    assert {"[[mock.overrides]]", "[[mock.faults]]", "[[test.profiles]]", "[diff.versions]"} <= set(headings)
    assert len(headings) == len(set(headings))


@pytest.mark.parametrize("name", [name for group in PUBLIC.values() for name in group])
def test_what_may_be_imported_can_be(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    assert getattr(importlib.import_module(module), attribute) is not None


def test_a_text_lays_nothing_out() -> None:
    assert cell("GET  /pets/**\n[x](y) <b> a|b") == r"GET /pets/\*\* \[x\](y) \<b\> a\|b"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_printed(name: str) -> None:
    done = CliRunner().invoke(printed, [name])
    assert done.exit_code == 0
    assert done.output.startswith("# ")

"""The configuration file: where it is found, what goes before it, and what is said of slips in it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from mockserver.faults import values as faults
from mockserver.overrides import values as overrides
from ringback import cli
from ringback.commands.diff import diff
from ringback.commands.mock import mock
from ringback.commands.proxy import proxy
from ringback.config import options, places, sections
from ringback.config.commands import Section, configured
from ringback.config.errors import ConfigError
from ringback.config.reading import load
from specs import pointers
from specs.handwritten import mistakes

HOUSE = Path(__file__).parent.parent.parent


@click.command("mock")
@click.argument("specs", nargs=-1)
@click.option("--port", type=int, default=1)
@click.option("--account", "accounts", multiple=True)
@click.option("--cors/--no-cors", default=True)
@click.option("--validate", type=click.Choice(["on", "off"]), default="on")
@click.option("--overlay", "overlays", multiple=True)
@configured
def shown(section: Section, **values: Any) -> None:
    tables = {key: [each.place("") for each in section.tables(key)] for key in ("overrides", "faults")}
    click.echo(json.dumps({**values, **{key: found for key, found in tables.items() if found}}))


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()

    def running(*arguments: str, **environment: str) -> Result:
        settings = {"auto_envvar_prefix": "RINGBACK_MOCK"}
        return CliRunner().invoke(shown, arguments, env=environment, catch_exceptions=True, **settings)  # type: ignore[arg-type]

    return running


def values(result: Result) -> Any:
    assert result.exception is None, result.exception
    return json.loads(result.output)


def write(text: str, name: str = "ringback.toml") -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, "utf-8")


def test_a_flag_goes_before_the_environment_and_that_before_the_file_and_that_before_the_default(run: Run) -> None:
    assert values(run())["port"] == 1
    write("[mock]\nport = 2\n")
    assert values(run())["port"] == 2
    assert values(run(RINGBACK_MOCK_PORT="3"))["port"] == 3
    assert values(run("--port", "4", RINGBACK_MOCK_PORT="3"))["port"] == 4


def test_every_kind_of_option_is_taken_from_the_file(run: Run) -> None:
    write('[mock]\nspecs = ["a", "b"]\naccount = "x:y"\ncors = false\nvalidate = "off"\n')
    assert values(run()) == {
        "specs": ["a", "b"],
        "port": 1,
        "accounts": ["x:y"],
        "cors": False,
        "validate": "off",
        "overlays": [],
    }


def test_the_file_of_a_folder_goes_before_that_of_one_above(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("[mock]\nport = 2\n")
    write("[mock]\nport = 3\n", "inner/ringback.toml")
    write("", "inner/deep/x")
    monkeypatch.chdir("inner/deep")
    assert values(run())["port"] == 3


def test_nothing_is_looked_for_above_a_repository(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("[mock]\nport = 2\n")
    write("", "inner/.git")
    monkeypatch.chdir("inner")
    assert values(run())["port"] == 1


def test_a_table_of_pyproject_is_taken_where_there_is_no_file_of_our_own(run: Run) -> None:
    write("[project]\nname = 'x'\n[tool.other]\nport = 9\n", "pyproject.toml")
    assert values(run())["port"] == 1
    write("[tool.ringback.mock]\nport = 2\n", "pyproject.toml")
    assert values(run())["port"] == 2
    write("[mock]\nport = 3\n")
    assert values(run())["port"] == 3


def test_another_file_is_named_by_flag_or_environment(run: Run) -> None:
    write("[mock]\nport = 2\n")
    write("[mock]\nport = 3\n", "other/a.toml")
    write("[tool.ringback.mock]\nport = 4\n", "other/pyproject.toml")
    assert values(run("--config", "other/a.toml"))["port"] == 3
    assert values(run(RINGBACK_CONFIG="other/pyproject.toml"))["port"] == 4
    assert values(run("--config", "other/a.toml", RINGBACK_CONFIG="other/pyproject.toml"))["port"] == 3


def test_paths_in_a_file_are_those_from_its_folder(run: Run) -> None:
    write('[mock]\nspecs = ["api.yaml@/v1", "catalogue-name"]\noverlay = "o.yaml"\n', "other/ringback.toml")
    write("", "other/api.yaml")
    write("", "other/o.yaml")
    found = values(run("--config", "other/ringback.toml"))
    assert (found["specs"], found["overlays"]) == (["other/api.yaml@/v1", "catalogue-name"], ["other/o.yaml"])


def test_the_environment_is_put_in(run: Run) -> None:
    write('[mock]\naccount = ["me:${PASSWORD}", "$${PASSWORD}"]\n')
    assert values(run(PASSWORD="s3cret"))["accounts"] == ["me:s3cret", "${PASSWORD}"]


def test_tables_know_their_places(run: Run) -> None:
    write('[[mock.overrides]]\noperation = "a"\nstatus = 404\n\n[[mock.overrides]]\noperation = "b"\nstatus = 404\n')
    assert values(run())["overrides"] == ["ringback.toml:1 #/mock/overrides/0", "ringback.toml:5 #/mock/overrides/1"]


def test_tables_can_be_shown_without_what_came_from_the_environment(tmp_path: Path) -> None:
    write('[[mock.overrides]]\noperation = "a"\nbody = "${SECRET}"\n', str(tmp_path / "ringback.toml"))
    config = load(None, tmp_path, {"SECRET": "tell-nobody"})
    (table,) = Section(config, "/mock", config.value["mock"]).tables("overrides")
    assert (table.value["body"], table.written["body"]) == ("tell-nobody", "${SECRET}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[mock]\nprot = 1\n", "ringback.toml:2 #/mock/prot: unknown key 'prot' (did you mean port?)"),
        ("\n[mokc]\n", "ringback.toml:2 #/mokc: unknown section 'mokc' (did you mean mock?)"),
        ("mock = 1\n", "ringback.toml:1 #/mock: a section is a table (write [mock])"),
        ("[mock]\n\nport = '1'\n", "ringback.toml:3 #/mock/port: the value is not of type "),
        ("[mock]\nvalidate = 'maybe'\n", "ringback.toml:2 #/mock/validate: "),
        (
            "[mock]\naccount = '${NOT_SET_AT_ALL}'\n",
            "ringback.toml:2 #/mock/account: the environment variable NOT_SET_AT",
        ),
        (
            "[mock]\naccount = '${not a name}'\n",
            "ringback.toml:2 #/mock/account: ${not a name} names no environment vari",
        ),
        ("\n[mock\n", "ringback.toml:2: not valid TOML: "),
        ("[[mock.faults]]\nstatsu = 1\n", "ringback.toml:2 #/mock/faults/0/statsu: unknown key 'statsu' (did you mean"),
    ],
)
def test_a_slip_is_told_with_its_place(run: Run, text: str, told: str) -> None:
    write(text)
    result = run()
    assert isinstance(result.exception, ConfigError)
    assert str(result.exception).startswith(told)


def test_a_slip_in_pyproject_is_told_with_its_place_there(run: Run) -> None:
    write("[project]\n[tool.ringback.mock]\nprot = 1\n", "pyproject.toml")
    assert str(run().exception).startswith("pyproject.toml:3 #/tool/ringback/mock/prot: unknown key")


def test_a_file_that_is_named_must_be_there(run: Run) -> None:
    assert str(run("--config", "none.toml").exception).startswith("none.toml: cannot be read: no such file")


@pytest.mark.parametrize("key", ["port", "validate", "items", "account", "allow_ref_root"])
def test_what_is_said_of_a_file_shows_no_secret(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    write(f'[mock]\n{key} = "${{SECRET}}"\n')
    result = CliRunner().invoke(cli.cli, ["mock", "none-such.yaml"], env={"SECRET": "tell-nobody"})
    assert result.exception is not None
    assert "tell-nobody" not in f"{result.output}{result.exception}"


@pytest.mark.parametrize(
    ("command", "without", "more"),
    [
        (mock, {"config", "fault"}, {"overrides", "faults", "roles", "users", "clients"}),
        (proxy, {"config"}, {"overrides", "roles"}),
        (diff, {"config"}, {"overrides", "ignore", "versions", "removals"}),
    ],
    ids=["mock", "proxy", "diff"],
)
def test_every_option_can_be_in_the_file(command: click.Command, without: set[str], more: set[str]) -> None:
    known = set(sections.section(command.name or "")["properties"])
    flags = {name for each in command.params for name in each.opts if name.startswith("--")}
    assert {name[2:].replace("-", "_") for name in flags} - known == without
    assert known - {key for key, _ in options.keys(command)} == more


def test_each_option_has_a_variable_of_the_environment() -> None:
    result = CliRunner().invoke(cli.cli, ["mock", "x.yaml"], env={"RINGBACK_MOCK_VALIDATE": "maybe"})
    assert result.exit_code == 2
    assert "'--validate': 'maybe' is not one of" in result.output


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("RINGBACK_MOCK_ACCOUNT", "'--account': write it as EMAIL:PASSWORD"),
        ("RINGBACK_MOCK_ALLOW_REF_HOST", "'--allow-ref-host'"),
        ("RINGBACK_MOCK_CLIENT_CERTIFICATE_HEADER", "'--client-certificate-header'"),
    ],
)
def test_it_is_called_like_the_flag(variable: str, told: str) -> None:
    result = CliRunner().invoke(cli.cli, ["mock", "x.yaml"], env={variable: "not / good"})
    assert result.exit_code == 2
    assert told in result.output


@pytest.mark.parametrize("key", [*overrides.SCHEMA["properties"], *faults.SCHEMA["properties"]])
def test_the_page_says_what_every_key_means(key: str) -> None:
    page = (HOUSE / "docs" / "mock.md").read_text("utf-8")
    assert f"`{key}`" in page


@pytest.mark.parametrize("name", ["configuration.md", "compare.md", "rules.md"])
def test_what_the_page_shows_is_valid(name: str) -> None:
    page = (HOUSE / "docs" / name).read_text("utf-8")
    shown_files = [part.partition("```")[0] for part in page.split("```toml\n")[1:]]
    assert shown_files
    for text in shown_files:
        whole = json.loads(json.dumps(tomllib.loads(text), default=str))
        value = whole.get("tool", {}).get("ringback", whole)
        assert list(mistakes(sections.whole(), value)) == []


TOML = '''\
# a comment with [brackets]
top = 1
"quoted key" = "a # b ] }"
[mock]   # c
a.b = [
  1,
  { x = 1, y = [ "]", \'}\' ] },   # = [
  """
  [no.table]
  """, 4,
]
text = """
[[mock.no]]
k = 1
"""
[[mock.overrides]]
operation = \'a\'
[mock.overrides.when.query]
q = 1
[[mock.overrides]]
operation = "b\\" ["
sequence = [
  { status = 404 },
  { body = { id = 1 } },
]
[other."x.y"]
z = 2
'''


def test_each_part_of_a_file_is_found_on_its_line() -> None:
    found = places.lines(TOML)
    expected = {
        "": 1,
        "/top": 2,
        "/quoted key": 3,
        "/mock": 4,
        "/mock/a/b": 5,
        "/mock/a/b/1": 7,
        "/mock/a/b/1/y/1": 7,
        "/mock/a/b/2": 8,
        "/mock/a/b/3": 10,
        "/mock/text": 12,
        "/mock/overrides/0/operation": 17,
        "/mock/overrides/0/when/query": 18,
        "/mock/overrides/0/when/query/q": 19,
        "/mock/overrides/1": 20,
        "/mock/overrides/1/sequence/1/body/id": 24,
        "/other/x.y/z": 27,
    }
    assert {pointer: found.get(pointer) for pointer in expected} == expected


def test_every_place_is_that_of_a_value_and_every_value_has_one() -> None:
    whole, found = tomllib.loads(TOML), places.lines(TOML)

    def every(value: Any, pointer: str) -> set[str]:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return {pointer}.union(*(every(item, pointers.join(pointer, key)) for key, item in inner))

    assert set(found) == every(whole, "")


def test_without_a_file_there_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert load(None, tmp_path, {}).value == {}

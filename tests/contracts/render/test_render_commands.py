"""Command lines in several lines mean the same to a shell, however narrow they are."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from contracts.render.commands import lines
from contracts.render.page import Page
from specs.messages import Request
from specs.reproduce import curl_of_witness

SHOWN = '"$SERVER"'


def request(body: str = "", header: str = "v", query: str = "") -> Request:
    return Request("POST", "/a/{b}", query, (("Content-Type", "application/json"), ("X-A", header)), body.encode())


def words(commands: list[str]) -> list[list[bytes]]:
    """What a shell makes of commands, in one run of it."""
    script = "SERVER=http://s\n" + "\n".join(f"printf '%s\\0' {each}; printf '\\1'" for each in commands)
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    return [each.split(b"\0")[:-1] for each in done.stdout.split(b"\1")[:-1]]


def shown(command: str, width: int) -> str:
    page = Page(width, color=False)
    page.command("reproduce", command)
    return page.text.replace("reproduce", "", 1).strip()


COMMANDS = [
    curl_of_witness(each)
    for each in (
        request(),
        request('{"name":"a b","n":[1,2,3],"text":"' + "x y" * 60 + '"}'),
        request("it's", header='say "no" \\ $HOME `x`', query="a=%20&b=1"),
        request("\t\n", header="é"),
        request("'" * 90),
    )
]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_shell_reads_the_same_words(width: int) -> None:
    assert words([shown(each, width) for each in COMMANDS]) == words(COMMANDS)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=120), min_size=20, max_size=20))
def test_a_shell_reads_the_same_words_of_any_body(bodies: list[str]) -> None:
    commands = [curl_of_witness(request(body, query="q=1" * 9)) for body in bodies]
    assert words(["\n".join(line for line, _ in lines(each, 50)) for each in commands]) == words(commands)


def test_options_stay_with_their_values() -> None:
    told = [line for line, _ in lines(COMMANDS[0], 40)]
    assert told == [
        "curl -i --globoff -X POST \\",
        "  \"$SERVER\"'/a/{b}' \\",
        "  -H 'Content-Type: application/json' \\",
        "  -H 'X-A: v'",
    ]


def test_lines_are_no_wider_than_asked_for() -> None:
    assert max(cell_len(line) for each in COMMANDS for line, _ in lines(each, 40)) <= 40

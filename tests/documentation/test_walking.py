"""Following a page: what it says is done, and what is not as it says is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from walking import Walk

PAGE = """
```text title="greeting.txt"
hello
```

```console
$ cat greeting.txt
hello
$ export NAME=Max
$ echo "$NAME {0}" && cd /
{1}
```
"""


def walked(folder: Path, text: str) -> list[str]:
    page = folder / "page.md"
    page.write_text(text, "utf-8")
    return Walk(folder, dict(os.environ)).page(page)


def test_what_is_as_it_is_shown_is_not_told(tmp_path: Path) -> None:
    assert walked(tmp_path, PAGE.format("was here", "Max was here")) == []


def test_what_a_shell_has_been_told_it_still_knows(tmp_path: Path) -> None:
    assert walked(tmp_path, PAGE.format("here", "Max here") + "\n```console\n$ pwd; echo $NAME\n/\nMax\n```\n") == []


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("$ echo a\nb", "is not as shown"),
        ("$ printf 'a\\nb\\n'\nb\na", "is not as shown"),
        ("$ false", "ended with 1"),
        ("$ sh -c 'echo a; exit 2'\na", "ended with 2"),
        ("$ echo ready\nready: http://127.0.0.1:4010", "ended (0)"),
        ("$ exit 3", "ended with 3"),
    ],
)
def test_what_is_otherwise_is_told(tmp_path: Path, shown: str, told: str) -> None:
    (first, *_) = walked(tmp_path, f"```console\n{shown}\n```\n")[-1:]
    assert told in first


@pytest.mark.parametrize(
    "shown", ["$ false\n$ echo $?\n1", "$ sh -c 'echo found; exit 1'\nfound", "$ seq 5\n1\n...\n5"]
)
def test_what_is_shown_to_fail_may(tmp_path: Path, shown: str) -> None:
    assert walked(tmp_path, f"```console\n{shown}\n```\n") == []


def test_each_port_is_a_free_one_and_the_same_all_over(tmp_path: Path) -> None:
    text = (
        '```text title="url"\nhttp://127.0.0.1:4010/\n```\n```console\n$ cat url; echo --port 4010 > port\n...\n```\n'
    )
    assert walked(tmp_path, text) == []
    assert "4010" not in (tmp_path / "url").read_text()
    assert (tmp_path / "port").read_text().split()[1] in (tmp_path / "url").read_text()


def test_a_block_that_nobody_can_follow_is_told(tmp_path: Path) -> None:
    (told,) = walked(tmp_path, "```toml\n[mock]\n```\n")
    assert "neither a file nor typed" in told

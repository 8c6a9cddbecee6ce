"""The commands that write files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from crash_row import CLIENT, STORY, Files, Row, command, old, well_formed, whole

from specs import load

SERIES = "phonebridge-webapp@1.3.7..1.3.8"
FILES = ("a.html", "a.json", "a.md", "a.xml", "a.sarif", "a.txt")


def _original() -> None:
    text = load(CLIENT).source.text.replace("title: ", "title: Original of ")
    Path("original.yml").write_text(text, "utf-8")


def _report() -> None:
    command("diff", SERIES, "--output", "report.json")(print)


def _baseline(files: Files, done: Files, _: list[str]) -> str:
    found = [text for name, text in files.items() if name != "report.json"]
    return "a baseline is neither that of before nor that of after" if set(found) - set(done.values()) else ""


def _repository() -> None:
    import subprocess

    Path("api.yaml").write_text("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {}}}\n")
    for words in (["init", "-q"], ["add", "api.yaml"]):
        subprocess.run(["git", *words], check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"})


def _shard() -> None:
    command("matrix", SERIES, "-q", "--shard=1/1", "--output=1.json")(print)
    old("m.html")()


def _merged(files: Files, done: Files, said: list[str]) -> str:
    return whole({name: text for name, text in files.items() if name != "1.json"}, done, said)


COMMANDS: Mapping[str, Row] = {
    "reports": Row(
        work=command(
            "diff",
            str(STORY),
            str(STORY),
            "-q",
            *(f"--output={name}" for name in FILES),
            "--output=gitlab=quality.json",
        ),
        prepare=old("a.html", "a.json"),
        wrong=whole,
    ),
    "changes": Row(
        work=command("diff", SERIES, "-q", "--output=a.html"), prepare=old("a.html"), wrong=whole, slow=True
    ),
    "matrix": Row(
        work=command("matrix", SERIES, "-q", "--output=m.html"), prepare=old("m.html"), wrong=whole, slow=True
    ),
    "changelog": Row(work=command("changelog", SERIES, "-q", "--output=c.md"), wrong=whole, slow=True),
    "impact": Row(work=command("impact", SERIES, "-q", "--output=i.json", "--output=i.html"), wrong=whole, slow=True),
    "bundle": Row(work=command("specs", "bundle", CLIENT, "--output=b.json"), prepare=old("b.json"), wrong=whole),
    "catalogue": Row(
        work=command("specs", "add", "--replace", CLIENT, "original.yml"),
        prepare=_original,
        wrong=whole,
    ),
    "baseline": Row(
        work=command("baseline", "report.json", "-q", "--file=b.toml", "--reason=x"), prepare=_report, wrong=_baseline
    ),
    "init": Row(work=command("init", "-q", "--force"), prepare=_repository, wrong=whole),
    "series": Row(work=command("report", SERIES, "-q", "--output-dir=out"), wrong=whole, slow=True),
    "certificate": Row(
        work=command("mock", CLIENT, "-q", "--verify", "--max-examples=1", "--seed=1", "--certificate=c.json"),
        wrong=well_formed(json.loads),
        slow=True,
    ),
    "test": Row(
        work=command(
            *("test", CLIENT, "-q", "--seed=1", "--max-examples=1", "--phase=examples"),
            *("--journal", "--runs=runs", "--output=a.json", "--output=a.html"),
        ),
        wrong=well_formed(lambda text: text.rpartition(b"\n")[0].decode()),
        slow=True,
    ),
    "shard": Row(
        work=command("matrix", SERIES, "-q", "--shard=1/2", "--output=1.json"),
        prepare=old("1.json"),
        wrong=whole,
        slow=True,
    ),
    "shard of a run": Row(
        work=command(
            *("test", CLIENT, "-q", "--seed=1", "--max-examples=1", "--phase=examples"),
            *("--shard=1/2", "--output=1.json"),
        ),
        wrong=well_formed(json.loads),
        slow=True,
    ),
    "merge": Row(
        work=command("merge", "1.json", "-q", "--output=m.json", "--output=m.html", "--output=m.xml"),
        prepare=_shard,
        wrong=_merged,
    ),
    "example database": Row(
        work=command(
            *("test", str(STORY), "-q", "--seed=1", "--max-examples=2", "--phase=fuzzing"),
            *("--example-database=examples", "--output=a.json"),
        ),
        wrong=well_formed(lambda text: text.startswith(b"{") and json.loads(text)),
        slow=True,
    ),
}

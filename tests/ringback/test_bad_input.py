"""Whatever is wrong with what a command is given: one clear line on standard error, exit code 2, and nothing else."""

from __future__ import annotations

import shlex
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ringback.cli import COMMANDS, main

GOOD = "phonebridge-client"
HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"

FILES: dict[str, str | bytes] = {
    "ok.yaml": f"{HEAD}paths: {{/a: {{get: {{responses: {{'200': {{description: a}}}}}}}}}}\n",
    "broken.yaml": "openapi: 3.0.3\ninfo:\n  title: [\npaths: {}\n",
    "broken.json": '{\n  "openapi": "3.0.3",\n}',
    "alias.yaml": f"{HEAD}paths: *nowhere\n",
    "text.yaml": "just a text",
    "list.json": "[1, 2]",
    "empty.yaml": "",
    "other.yaml": "title: something else\n",
    "newer.yaml": "openapi: 4.0.0\ninfo: {}\npaths: {}\n",
    "none.yaml": f"{HEAD}paths: []\n",
    "outside.yaml": f"{HEAD}paths:\n  /a:\n    $ref: ../secret.yaml\n",
    "lost.yaml": f"{HEAD}paths:\n  /a:\n    $ref: lost/paths.yaml#/a\n",
    "network.yaml": f"{HEAD}paths:\n  /a:\n    $ref: http://127.0.0.1:9/paths.yaml\n",
    "binary.yaml": b"\xff\x00\x81",
}

BAD = [
    ("missing.yaml", "missing.yaml", "no such file", "give a path, a URL"),
    ("broken.yaml", "broken.yaml:5", "not valid YAML", "correct the syntax"),
    ("broken.json", "broken.json:2", "not valid JSON", "correct the syntax"),
    ("alias.yaml", "alias.yaml:3", "not valid YAML", "correct the syntax"),
    ("text.yaml", "text.yaml", "the top level is a text", "it must start with"),
    ("list.json", "list.json", "the top level is a list", "it must start with"),
    ("empty.yaml", "empty.yaml", "the top level is empty", "it must start with"),
    ("other.yaml", "other.yaml", "neither 'openapi' nor 'swagger'", "it must start with"),
    ("newer.yaml", "newer.yaml", "OpenAPI 4.0.0 is not supported", "2.0, 3.0, 3.1 and 3.2 are"),
    ("none.yaml", "none.yaml:3 #/paths", "'paths' must be a mapping", "write each path as a key"),
    ("outside.yaml", "outside.yaml:4 #/paths/~1a", "leaves the document's folder", "--allow-ref-root"),
    ("lost.yaml", "lost.yaml:4 #/paths/~1a", "No such file or directory", "check the $ref's path"),
    ("network.yaml", "network.yaml:4 #/paths/~1a", "would need the network", "allow its host with --allow-ref-host"),
    ("binary.yaml", "binary.yaml", "not UTF-8 text", "save it as UTF-8"),
    (".", ".", "Is a directory", "readable file"),
    ("empty.yaml/api.yaml", "empty.yaml/api.yaml", "Not a directory", "readable file"),
    ("http://127.0.0.1:9/api.yaml", "http://127.0.0.1:9/api.yaml", "cannot be fetched", "check the URL"),
    ("phonebridge-webapp@9.9", "phonebridge-webapp@9.9", "has no release '9.9'", "known: 1.0.1"),
    ("phonebridge-webap", "phonebridge-webap", "no such file", "one of phonebridge-webapp"),
]

DOCUMENT_COMMANDS = {
    "check": ("specs", "check", "{}"),
    "bundle": ("specs", "bundle", "{}"),
    "mock": ("mock", "{}", "--port", "0"),
    "proxy": ("proxy", "{}", "--upstream", "http://127.0.0.1:9", "--port", "0"),
    "test": ("test", "{}"),
    "diff": ("diff", "{}", GOOD),
    "diff the other way": ("diff", GOOD, "{}"),
    "changelog": ("changelog", "{}", GOOD),
    "matrix": ("matrix", "{}", GOOD),
    "subset": ("subset", "{}", GOOD),
    "impact": ("impact", "{}", GOOD),
    "mutate": ("mutate", "{}", "--", "true"),
    "stress-client": ("stress-client", "{}", "--", "true"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bad input") / "here"
    made.mkdir()
    (made.parent / "secret.yaml").write_text("get: {}", encoding="utf-8")
    for name, content in FILES.items():
        (made / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return made


def only_line(code: int, stdout: str, stderr: str) -> str:
    """The only line that a command says before it ends with 2."""
    assert (code, stdout) == (2, ""), stderr
    (line,) = stderr.splitlines()
    assert line.startswith("ringback: ")
    return line.removeprefix("ringback: ")


@pytest.fixture
def refused(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Calls the entry point of the command as a shell would; a process of its own for each would take minutes."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("RINGBACK_DATA_DIR", str(folder / "data"))

    def call(*args: str) -> str:
        monkeypatch.setattr(sys, "argv", ["ringback", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        return only_line(code if isinstance(code, int) else 0, *capfd.readouterr())

    return call


def process(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ringback", *args], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("command", DOCUMENT_COMMANDS)
@pytest.mark.parametrize(("name", "place", "told", "hint"), BAD, ids=[name for name, *_ in BAD])
def test_a_document_that_cannot_be_used_is_one_line(
    refused: Callable[..., str], command: str, name: str, place: str, told: str, hint: str
) -> None:
    line = refused(*(part.format(name) for part in DOCUMENT_COMMANDS[command]))
    assert line.startswith(f"{place}: ")
    assert told in line
    assert hint in line


@pytest.mark.parametrize("command", sorted(set(DOCUMENT_COMMANDS) - {"matrix", "mock", "proxy"}))
def test_a_range_is_no_document(refused: Callable[..., str], command: str) -> None:
    line = refused(*(part.format("phonebridge-webapp@1.2..1.3.8") for part in DOCUMENT_COMMANDS[command]))
    assert "not a range" in line


@pytest.mark.parametrize("command", DOCUMENT_COMMANDS)
def test_so_it_is_in_a_process_of_its_own(folder: Path, command: str) -> None:
    done = process(folder, *(part.format("none.yaml") for part in DOCUMENT_COMMANDS[command]))
    line = only_line(done.returncode, done.stdout, done.stderr)
    assert line.startswith("none.yaml:3 #/paths: 'paths' must be a mapping")


OTHERS = [
    (("specs", "show", "missing.yaml"), "missing.yaml: no such file"),
    (
        ("specs", "add", "phonebridge-webapp@9.9", "text.yaml"),
        "phonebridge-webapp@9.9: phonebridge-webapp has no release",
    ),
    (("specs", "add", "nobody", "text.yaml"), "nobody: no API is called 'nobody'"),
    (("specs", "add", GOOD, "text.yaml"), "text.yaml: not an OpenAPI document"),
    (("specs", "remove", GOOD), f"{GOOD}@1.3.8: no original has been added"),
    (("cleanup", "nonsense"), "there is no run 'nonsense' (list them with ringback runs)"),
    (("runs", "--delete", "nonsense"), "there is no run 'nonsense' (list them with ringback runs)"),
    (("compare", "nonsense", "nonsense"), "there is no run 'nonsense' (list them with ringback runs)"),
    (("baseline", "missing.json", "--reason", "none"), "missing.json: cannot be read: no such file"),
    (("merge", "missing.json"), "missing.json cannot be read: no such file"),
    (("replay", "nonsense", GOOD), "this is no replay token"),
    (("report", "nobody"), "nobody: no API is called 'nobody'"),
    (("report", "phonebridge-webapp@1.3.8..1.2"), "phonebridge-webapp@1.3.8..1.2: the range runs backwards"),
    (("compare-live", GOOD, "http://127.0.0.1:9/"), "http://127.0.0.1:9/: cannot be fetched"),
    (("diff", "phonebridge-webapp@1.2..9.9"), "phonebridge-webapp@1.2..9.9: phonebridge-webapp has no release '9.9'"),
]


@pytest.mark.parametrize(("args", "told"), OTHERS, ids=lambda each: " ".join(each) if isinstance(each, tuple) else "")
def test_what_only_one_command_takes_is_told_alike(
    refused: Callable[..., str], args: tuple[str, ...], told: str
) -> None:
    assert refused(*args).startswith(told)


def test_every_command_that_takes_a_document_is_tried() -> None:
    tried = {args[0] for args in [*DOCUMENT_COMMANDS.values(), *(args for args, _ in OTHERS)]}
    assert tried | {"explain", "init", "tour"} == set(COMMANDS)  # these take none


LINES = {
    "nonsense": "there is no command nonsense (see ringback --help)",
    "mok": "there is no command mok (did you mean mock? see ringback --help)",
    "specs chek": "there is no command chek (did you mean check? see ringback specs --help)",
    "mock": "SPEC... is missing (see ringback mock --help)",
    "specs check": "SPEC is missing (see ringback specs check --help)",
    f"diff {GOOD}": "NEW is missing: give two documents",
    "specs show a b": "got unexpected extra argument (b) (see ringback specs show --help)",
    "mock none.yaml --port": "option '--port' requires an argument",
    "mock none.yaml --quiet=1": "option '--quiet' does not take a value",
    "mock none.yaml --port x": "--port: x is no whole number from 0 to 65535 (see ringback mock --help)",
    "mock none.yaml --items 10001": "--items: 10001 is no whole number from 0 to 10000 (",
    "mock none.yaml --workers 0": "--workers: 0 is no whole number of 1 or more (",
    "mock none.yaml --token-lifetime x": "--token-lifetime: x is no number above 0 (",
    "mock none.yaml --validate maybe": "--validate: 'maybe' is not one of 'on', 'warn', 'off' (",
    "mock none.yaml --certificate c.json": "--certificate is written by --verify only (see ringback mock --help)",
    "mock none.yaml --explain --verify": "give either --explain or --verify",
    "mock none.yaml --account me": "--account: write it as EMAIL:PASSWORD (",
    "mock none.yaml --issuer me": "--issuer: write it as http://HOST[:PORT][/PATH]",
    "mock none.yaml --client-certificate-header 'a b'": "--client-certificate-header: write it as the name of a header",
    "mock none.yaml --allow-callback-host http://x": "--allow-callback-host: write it as HOST or HOST:PORT, without",
    "mock none.yaml --allow-ref-host x/y": "--allow-ref-host: write it as HOST or HOST:PORT",
    "mock none.yaml --control-host x:1": "--control-host: write it as a name such as mock.example, without http://",
    "mock none.yaml --prot 1": "there is no option --prot (did you mean --port? see ringback mock --help)",
    "mock none.yaml --nope": "there is no option --nope (",
    "proxy none.yaml": "--upstream is missing (see ringback proxy --help)",
    "proxy none.yaml -u nowhere": "--upstream: 'nowhere' is no URL of an upstream (write http://HOST[:PORT][/BASE]",
    "proxy none.yaml -u http://a -u http://b": "--upstream is there 2 times: give one for all, or 1",
    "proxy none.yaml -u http://a --ca missing.pem": "--ca: file 'missing.pem' does not exist",
    "replay x none.yaml --url http://a": "give either SPEC or --url",
}


@pytest.mark.parametrize(("words", "told"), LINES.items())
def test_a_wrong_command_line_is_told_in_one_line(refused: Callable[..., str], words: str, told: str) -> None:
    assert refused(*shlex.split(words)).startswith(told)


def test_a_wrong_value_of_the_environment_is_told_by_the_name_of_its_variable(
    refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGBACK_MOCK_PORT", "x")
    assert refused("mock", GOOD).startswith("RINGBACK_MOCK_PORT: x is no whole number from 0 to 65535 (")


REFUSED = [
    ("mock ok.yaml --version-by header", "'header' is no way to tell releases apart (write path, header:NAME"),
    ("mock ok.yaml@/a%b", "'/a%b' is no prefix"),
    ("mock ok.yaml --locale xx", "there are no names for the locale 'xx'"),
    ("mock ok.yaml --latency soon", "--latency soon: a time is written 250ms, 1.5s or 2m"),
    ("mock ok.yaml --fault limit=5", "--fault limit=5: write it such as 100/1m or 5/10s"),
    ("mock ok.yaml --fault statsu=503", "unknown key 'statsu' (did you mean status?)"),
    ("mock ok.yaml --config missing.toml", "missing.toml: cannot be read"),
    ("proxy ok.yaml -u https://127.0.0.1:9 --ca text.yaml", "text.yaml cannot be read"),
    ("replay x ok.yaml", "this is no replay token"),
    ("replay FgBk8gqmGP-a3k4IJwIYAZQDAQA --url http://127.0.0.1:9", "nothing at http://127.0.0.1:9/__ringback/replay"),
]


@pytest.mark.parametrize(("words", "told"), REFUSED)
def test_what_an_option_means_is_refused_in_one_line(refused: Callable[..., str], words: str, told: str) -> None:
    assert told in refused(*shlex.split(words))


@pytest.mark.parametrize("command", ["mock ok.yaml", "proxy ok.yaml -u http://127.0.0.1:9"])
def test_a_port_that_is_taken_is_told_before_anything_else(refused: Callable[..., str], command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert refused(*shlex.split(f"{command} --port {port}")).startswith(f"cannot listen on 127.0.0.1:{port}: ")


def test_output_that_cannot_be_written_is_told(folder: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ringback", "specs", "bundle", "ok.yaml"],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    told = "ringback: the output cannot be written: no space left on device\n"
    assert (done.returncode, done.stderr) == (2, told)

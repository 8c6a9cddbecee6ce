"""What no module of ours does, whatever it is given: run a shell, code from texts, or objects from bytes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
MODULES = sorted(
    path for package in ("contracts", "mockserver", "ringback", "specs") for path in (HOUSE / package).rglob("*.py")
)
FORBIDDEN_CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.spawnl", "os.spawnv", "commands.getoutput",
    "subprocess.getoutput", "subprocess.getstatusoutput", "yaml.load", "yaml.load_all", "yaml.unsafe_load",
    "yaml.full_load", "tempfile.mktemp", "os.tempnam", "asyncio.create_subprocess_shell", "jsonpickle.decode",
    "os.umask", "ssl._create_unverified_context",
}  # fmt: skip
FORBIDDEN_MODULES = {
    "pickle", "cPickle", "dill", "shelve", "marshal", "jsonpickle", "joblib", "xml.dom.minidom", "xml.sax", "telnetlib",
    "ftplib", "code", "codeop", "pty",
}  # fmt: skip
_WORTH_A_LOOK = re.compile(
    r"\b(eval|exec|__import__|c?[pP]ickle|dill|shelve|marshal|jsonpickle|joblib|minidom|sax|telnetlib|ftplib|codeop|pty"
    r"|shell|popen|system|spawn\w|tempnam|mktemp|umask|getoutput|getstatusoutput|create_subprocess_shell|yaml"
    r"|_create_unverified_context)\b|(?:import|from) code\b|(?<![.\w])compile\("
)
"""Words of what is forbidden: parsing eight hundred modules that have none of them takes seconds."""
_UNSAFE_LOADERS = {"Loader", "UnsafeLoader", "FullLoader", "CLoader", "CUnsafeLoader", "CFullLoader"}


def dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted(value)}.{name}"
    return ""


def offences(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in FORBIDDEN_MODULES)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = {module, *(f"{module}.{each.name}" for each in node.names)}
            yield from sorted(names & (FORBIDDEN_MODULES | FORBIDDEN_CALLS))
        elif isinstance(node, ast.Call):
            name = dotted(node.func)
            if name in FORBIDDEN_CALLS:
                yield name
            yield from (
                f"{name}(shell=…)" for each in node.keywords if each.arg == "shell" and not _is_false(each.value)
            )
        elif isinstance(node, ast.Attribute) and dotted(node).startswith("yaml.") and node.attr in _UNSAFE_LOADERS:
            yield dotted(node)


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


@pytest.mark.parametrize(
    "code",
    [
        "eval('1')", "exec(text)", "import pickle", "from pickle import loads", "import os\nos.system('a')",
        "subprocess.run('a', shell=True)", "subprocess.Popen(a, shell=wanted)", "yaml.load(a, Loader=b)",
        "yaml.load_all(a)", "class A(yaml.FullLoader): pass", "from os import popen", "tempfile.mktemp()",
        "from marshal import loads", "from subprocess import getoutput",
    ],
)  # fmt: skip
def test_what_is_forbidden_is_seen(code: str) -> None:
    assert _WORTH_A_LOOK.search(code)
    assert list(offences(ast.parse(code))) != []


@pytest.mark.parametrize("code", ["re.compile('a')", "subprocess.run(['a'])", "yaml.safe_load(a)", "a.eval()"])
def test_what_is_not_is_left_alone(code: str) -> None:
    assert list(offences(ast.parse(code))) == []


def test_no_module_runs_a_shell_or_code_from_texts_or_objects_from_bytes() -> None:
    texts = {str(path.relative_to(HOUSE)): path.read_text("utf-8") for path in MODULES}
    found = {name: list(offences(ast.parse(text))) for name, text in texts.items() if _WORTH_A_LOOK.search(text)}
    assert {name: told for name, told in found.items() if told} == {}

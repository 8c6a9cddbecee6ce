"""The house: what is promised of every module, what a wheel holds, and that what the documentation shows is so."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from shown_pages import HOUSE, PAGES, WALKED, blocks, conversations, is_shown

from contracts.compat.rules import GROUPS
from contracts.render import checks
from contracts.render.rules import page
from ringback import conversation, reference
from ringback.cli import COMMANDS, cli
from ringback.config import sections
from specs import catalog

PACKAGES = ("contracts", "mockserver", "ringback", "specs")
LONGEST_MODULE = 300
MODULES = sorted(path for package in PACKAGES for path in (HOUSE / package).rglob("*.py"))
FOLDERS = sorted({path.parent for path in MODULES})
CATALOGUE = [release for api in catalog.apis() for release in catalog.releases(api)]


def named(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_no_module_is_too_long_to_read(module: Path) -> None:
    assert len(module.read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_every_module_says_what_it_is_for(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text("utf-8")))


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_package_has_its_init(folder: Path) -> None:
    assert (folder / "__init__.py").is_file()


TIMEPIECES = {
    "mockserver/clock.py": "the one place: all that the mock tells, keeps and counts goes by this clock",
    "mockserver/pipeline.py": "how long an answer took",
    "mockserver/callbacks/outbox.py": "how long an attempt took",
    "mockserver/proxy/passage.py": "how long the upstream took",
    "mockserver/proxy/client.py": "how long a connection to the upstream may have been idle",
    "mockserver/serving/connection.py": "how long a client may say nothing",
    "mockserver/serving/wsgi.py": "a delay that somebody asked for is waited for",
    "mockserver/observing/recording.py": "how long somebody who waits for an exchange is let wait",
    "mockserver/hosts/sessions.py": "how long nobody has used a session",
    "mockserver/state/sql/engines.py": "how long a database may be locked",
    "mockserver/state/sql/silence.py": "how long a database may say nothing",
    "mockserver/hosts/shared.py": "how long what this process has of a session is unused",
    "mockserver/observing/shared.py": "how long somebody waits for an exchange that another process may answer",
    "mockserver/state/sql/homes.py": "how long a session is unused, whatever the clocks of several mocks say",
    "mockserver/state/sql/records.py": "how long ago a record has ended, whatever the clocks of several mocks say",
}
"""Modules of the mock that look at the time that passes for people, and what for."""
_SYSTEM = {
    "mockserver/app.py": "what a mock's clock follows unless somebody says otherwise",
    "mockserver/serving/exchange.py": "the date of what is sent while no clock was set",
}
"""Modules that have the system's clock from the mock's."""
_TIME = re.compile(
    r"\btime\.(?:time|time_ns|monotonic\w*|perf_counter\w*|sleep|localtime|gmtime|strftime|ctime)\b|from time import"
    r"|\b(?:datetime|date)\.(?:now|utcnow|today)\b|formatdate\((?:usegmt|\))|loop(?:\(\))?\.time\b"
)


def test_the_mock_goes_by_one_clock() -> None:
    """What moves with the clock of a mock is moved by a call, never by waiting; the exceptions are written down."""
    looking = {named(path) for path in MODULES if _TIME.search(path.read_text("utf-8"))}
    assert {each for each in looking if each.startswith("mockserver/")} == set(TIMEPIECES)
    handed = {named(path) for path in MODULES if re.search(r"\bclock import .*\bsystem\b", path.read_text("utf-8"))}
    assert handed == set(_SYSTEM)


WRITERS = {
    "specs/whole_files.py": "the one way to write a file",
    "specs/line_files.py": "the one way to add to a file",
    "contracts/runs/folders.py": "a file that is locked and holds nothing",
    "ringback/headings.py": "click's name for a part of a help text",
}
"""Modules that open files for writing by themselves, and what for: others leave a half when they are killed."""
_WRITING = re.compile(
    r"\.write_(?:text|bytes)\(|\bopen\([^)\n]*[\"'](?:[rb]*[wax+][rwaxbt+]*)[\"']|\bO_(?:WRONLY|RDWR|CREAT|APPEND|TRUNC)\b"
    r"|\bshutil\.(?:copy\w*|move)\(|\bos\.(?:rename|replace|link|truncate)\(|\bmkstemp\(|\bNamedTemporaryFile\("
)


def test_files_are_written_in_one_way() -> None:
    """Whole or not at all, and lines one after another; the exceptions are written down."""
    assert {named(path) for path in MODULES if _WRITING.search(path.read_text("utf-8"))} == set(WRITERS)


_PAGES = {"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"}
_TOP = {*_PAGES, "action.yml", "pyproject.toml", "tox.ini"}


def test_nothing_lies_about_at_the_top() -> None:
    files = {path.name for path in HOUSE.iterdir() if path.is_file() and not path.name.startswith(".")}
    assert files - _TOP == set()


def test_decisions_have_numbers_and_names_of_their_own() -> None:
    pages = sorted((HOUSE / "docs" / "adr").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert numbers == sorted(set(numbers))  # one that was given up leaves a gap
    assert all(page.read_text("utf-8").startswith(f"# {int(page.name[:4])}. ") for page in pages)


def test_the_page_of_figures_is_made_of_what_was_kept() -> None:
    script = "import json, sys; from benchmarks.performance import page; "
    script += "sys.stdout.write(page.rendered(json.load(sys.stdin)))"
    kept = (HOUSE / "docs" / "performance.json").read_text("utf-8")
    made = subprocess.run(
        [sys.executable, "-c", script], cwd=HOUSE, input=kept, capture_output=True, text=True, check=True
    )
    page = (HOUSE / "docs" / "performance.md").read_text("utf-8")
    assert page == made.stdout, "python -m benchmarks.performance --render"


def test_the_schema_of_the_configuration_is_what_the_code_says() -> None:
    published = json.loads((HOUSE / "docs" / "ringback.schema.json").read_text("utf-8"))
    assert published == sections.whole(), "python -m ringback.config > docs/ringback.schema.json"


def test_the_page_of_rules_is_what_the_code_says() -> None:
    assert page(GROUPS) == (HOUSE / "docs" / "rules.md").read_text("utf-8"), "python -m contracts.compat.rules"


def test_the_page_of_checks_is_what_the_code_says() -> None:
    told = (HOUSE / "docs" / "checks.md").read_text("utf-8")
    assert checks.page() == told, "python -m contracts.conformance.probes > docs/checks.md"


def listed(entry: object) -> list[str]:
    """The pages of the site's navigation."""
    if isinstance(entry, str):
        return [entry]
    below = entry.values() if isinstance(entry, dict) else entry
    assert isinstance(below, Iterable)
    return [name for each in below for name in listed(each)]


def test_every_page_has_its_place_in_the_site_and_every_place_its_page() -> None:
    docs = HOUSE / "docs"
    project = tomllib.loads((docs / "site" / "zensical.toml").read_text("utf-8"))["project"]
    pages = [path.relative_to(docs) for path in docs.rglob("*.md")]
    written = {str(page) for page in pages if page.parts[0] != "adr"}
    made = {f"reference/{name}.md" for name in (*reference.PAGES, "decisions")}
    assert sorted(listed(project["nav"])) == sorted(written | made), "docs/site/zensical.toml"


def test_every_room_ships_its_types() -> None:
    assert [package for package in PACKAGES if not (HOUSE / package / "py.typed").is_file()] == []


def test_test_modules_have_names_of_their_own() -> None:
    names = Counter(path.name for path in (HOUSE / "tests").rglob("*.py") if path.name != "conftest.py")
    assert [name for name, times in names.items() if times > 1] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=HOUSE, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_holds_every_file_that_is_read_at_run_time(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = {named(path) for package in PACKAGES for path in (HOUSE / package).rglob("*") if path.is_file()}
    wanted = {name for name in tracked if "__pycache__" not in name}
    assert wanted <= held
    assert {f"specs/documents/phonebridge/{release.file}" for release in CATALOGUE} <= held
    assert "specs/documents/phonebridge/catalogue.toml" in held
    assert [name for name in held if name.endswith("licenses/LICENSE")]


def test_a_wheel_holds_nothing_that_is_not_ours(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    command = ["git", "ls-files", "-co", "--exclude-standard", *PACKAGES]
    tracked = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    if tracked.returncode == 0:
        assert held - set(tracked.stdout.splitlines()) == set()
    assert {name.partition("/")[0] for name in held} == set(PACKAGES)
    assert [name for name in held if re.search(r"(^|/)(\.|.*\.(pem|key|db|log|pyc|env)$)", name)] == []


_NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_each_promise_of_security_names_a_test_that_is_there() -> None:
    told = (HOUSE / "SECURITY.md").read_text("utf-8")
    rows = [line for line in told.splitlines() if re.match(r"\| (?!promise|---)", line)]
    assert len(rows) >= 30
    for row in rows:
        named = _NAMED_TEST.findall(row)
        assert named, row
        for file, name in named:
            tree = ast.parse((HOUSE / file).read_text("utf-8"))
            assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, row


def test_a_wheel_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(installed), "RINGBACK_DATA_DIR": str(tmp_path / "data")}

    def run(*args: str) -> str:
        done = subprocess.run(
            [sys.executable, *args], cwd=elsewhere, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert run("-c", "import ringback; print(ringback.__file__)").startswith(str(installed))
    assert len(run("-m", "ringback", "specs", "list").splitlines()) == len(CATALOGUE) + 1
    shown = run("-m", "ringback", "specs", "show", "phonebridge-client", "--path").strip()
    assert shown.startswith(str(installed))
    written = run("-m", "ringback", "report", "phonebridge-webapp@1.2.2..1.2.3", "--output-dir", "out", "--quiet")
    assert (elsewhere / written.strip()).is_file()


def test_the_command_is_what_the_distribution_installs() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"ringback": "ringback.cli:main"}
    assert project["entry-points"] == {"pytest11": {"ringback": "ringback.pytest_plugin"}}
    assert "Apache License" in (HOUSE / "LICENSE").read_text("utf-8")


def test_the_gate_runs_what_the_readme_says() -> None:
    readme = (HOUSE / "README.md").read_text("utf-8")
    first, second = re.findall(r"^\$ (python3\.11 -m venv .+)$", readme, re.MULTILINE)
    assert first == "python3.11 -m venv .venv && .venv/bin/pip install . && .venv/bin/ringback tour"
    assert second == "python3.11 -m venv .venv && .venv/bin/pip install tox && .venv/bin/tox"
    gate = HOUSE / ".ci" / "run"
    assert os.access(gate, os.X_OK)
    assert '\n"$work/venv/bin/tox" || code=$?\n' in gate.read_text("utf-8")


_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """What a link into a page may name: its headings, as forges and the site's generator spell them."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", each)).strip().lower().replace(" ", "-") for each in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!\w+:)([^)#]*)#?([^)]*)\)", _FENCED.sub("", page.read_text("utf-8")))
    lost = [target for target, _ in links if target and not (page.parent / target).exists()]
    into = [(page.parent / target if target else page, name) for target, name in links if name]
    assert [*lost, *(f"{file.name}#{name}" for file, name in into if name not in anchors(file))] == []


SHOWN = [(page, command, shown) for page in PAGES for command, shown in conversations(page)]
OURS = [(page, command) for page, command, _ in SHOWN if re.match(r"ringback \w", command)]
RUN = {"changelog", "diff", "matrix", "replay", "specs", "subset", "test"}
"""Commands that are run as they are shown."""
PRINTED = [
    (command, shown)
    for page, command, shown in SHOWN
    if shown and command.startswith("ringback ") and command.split()[1] in RUN and named(page) not in WALKED
]


def test_the_pages_show_every_command() -> None:
    assert {command.split()[1] for _, command in OURS} == set(COMMANDS)
    assert len(PRINTED) >= 4


@pytest.mark.parametrize(("page", "command"), OURS, ids=lambda each: each if isinstance(each, str) else named(each))
def test_every_option_that_is_shown_exists(page: Path, command: str) -> None:
    words = shlex.split(command)[1:]
    subcommand = words[:2] if words[0] == "specs" else words[:1]
    result = CliRunner().invoke(cli, [*subcommand, "--help"])
    assert result.exit_code == 0
    assert [word for word in words if word.startswith("--") and word not in result.output] == []


@pytest.mark.parametrize(("command", "shown"), PRINTED, ids=lambda each: each if isinstance(each, str) else "")
def test_what_a_command_is_shown_to_print_is_what_it_prints(command: str, shown: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", *shlex.split(command)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode in (0, 1), done.stderr
    assert is_shown(shown, [*done.stdout.splitlines(), *done.stderr.splitlines()]), done.stdout


def test_the_conversation_with_the_mock_is_as_shown() -> None:
    (mock, greeting), *calls = [
        (command, shown)
        for command, shown in conversations(HOUSE / "README.md")
        if "mock" in command or "curl" in command
    ]
    words = shlex.split(mock.replace("4010", "0"))
    with subprocess.Popen([sys.executable, "-P", "-m", *words], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = []
        for line in process.stderr:
            said.append(line.rstrip("\n"))
            if line.startswith("ready: "):
                break
        url = said[-1].removeprefix("ready: ")
        try:
            assert is_shown(greeting, said)
            for command, shown in calls:
                curl = shlex.split(command.replace("http://127.0.0.1:4010", url))
                answer = subprocess.run([*curl, "--silent"], capture_output=True, text=True, check=True).stdout
                assert is_shown(shown, answer.splitlines())
        finally:
            process.terminate()
    assert len(calls) == 2


_OF_PYTEST = HOUSE / "docs" / "pytest.md"
"""Its Python is tests, which pytest runs within pytest: tests/ringback/test_pytest_plugin.py."""
_PYTHON = [page for page in PAGES if page != _OF_PYTEST and blocks(page, "python")]


@pytest.mark.parametrize("page", _PYTHON, ids=named)
def test_python_that_is_shown_runs(page: Path) -> None:
    for block in blocks(page, "python"):
        exec(compile(block, str(page), "exec"), {})  # noqa: S102 - our own documentation


def test_the_closing_lines_of_the_tour_are_as_shown() -> None:
    from ringback.commands import tour

    (shown,) = blocks(HOUSE / "README.md", "text")
    done, index = shown.splitlines()
    assert re.fullmatch(rf"Done in \d+ seconds\. {re.escape(tour._CLOSING)}", done)
    assert index == f"The report: {Path('ringback-tour', tour.API, 'index.html')}"
    assert conversation.account().password != conversation.account().password

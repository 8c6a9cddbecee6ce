"""The pytest plugin, as those use it who write tests."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import _pytest.pytester
import platformdirs
import pytest

from mockserver.app import create_app
from mockserver.testing import running
from specs.load import load

pytest_plugins = "pytester"

_INSTALLED = entry_points(group="pytest11", name="ringback")
_PLUGINS = () if _INSTALLED else ("-p", "ringback.pytest_plugin")
"""Where the distribution is installed, pytest finds the plugin by itself."""

_CACHE = str(platformdirs.user_cache_path())
"""Hypothesis keeps tables there that take it seconds to make; a run of pytest within pytest has another home."""

_PETS = """
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers: [{url: https://api.example.com/v1}]
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        "200":
          description: all
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}
    post:
      operationId: createPet
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties: {id: {type: integer, readOnly: true}, name: {type: string}, tag: {type: string}}
      additionalProperties: false
"""


@pytest.fixture(autouse=True)
def imported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a run of pytest within this one imports, but its tests: made anew, a class would be there twice."""

    def snapshot(_: pytest.Pytester) -> Any:
        return _pytest.pytester.SysModulesSnapshot(preserve=lambda name: not name.startswith("test_"))

    monkeypatch.setattr(pytest.Pytester, "_Pytester__take_sys_modules_snapshot", snapshot)


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with a document and a configuration."""
    pytester.makefile(".yaml", pets=_PETS)
    pytester.makeini("[pytest]\nopenapi_spec = pets.yaml\n")
    return pytester


def run(project: pytest.Pytester, code: str, *args: str) -> pytest.RunResult:
    project.makepyfile(f"import httpx, pytest, requests\n\n{code}")
    return project.runpytest_inprocess(*_PLUGINS, "-p", "no:cacheprovider", *args)


def test_nothing_is_imported_for_those_who_do_not_use_it(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own(): ...\n")
    code = (
        "import pytest, sys\n"
        "assert pytest.main(['-q', '-p', 'no:cacheprovider', *sys.argv[1:]]) == 0\n"
        "rooms = ('ringback', 'mockserver', 'contracts', 'specs')\n"
        "print(*sorted(name for name in sys.modules if name.split('.')[0] in rooms))\n"
    )
    command = [sys.executable, "-c", code, "-p", "ringback.pytest_plugin", str(tmp_path)]
    environment = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": ":".join(filter(None, sys.path))}
    printed = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    assert printed.splitlines()[-1] == "ringback ringback.pytest_plugin"


def test_each_test_finds_the_mock_as_if_just_started(inner: pytest.Pytester) -> None:
    code = """
SEEN = []

@pytest.mark.parametrize("time", [1, 2])
@pytest.mark.parametrize("serve", [
    pytest.param("socket", marks=pytest.mark.openapi(serve="socket")),
    pytest.param("process", marks=pytest.mark.openapi(serve="process")),
])
def test_state(openapi_mock, serve, time):
    pets = openapi_mock.base_url + "/pets"
    assert requests.get(pets).json() == []
    made = requests.post(pets, json={"name": "Rex"})
    assert httpx.get(pets).json() == [made.json()]
    openapi_mock.received("createPet", times=1, body={"name": "Rex"})
    openapi_mock.override("listPets", status=200, body=[])
    openapi_mock.clock.advance(3600)
    assert requests.get(pets).json() == []
    SEEN.append(made.json())

def test_all_were_the_same():
    assert len(SEEN) == 4
    assert all(each == SEEN[0] for each in SEEN)

def test_of_a_server_that_outlasts_tests(openapi_server, openapi_mock):
    assert openapi_server is openapi_mock
"""
    run(inner, code).assert_outcomes(passed=6)


def test_a_test_that_fails_shows_what_came_nearest_and_what_was_asked(inner: pytest.Pytester) -> None:
    code = """
def test_it(openapi_mock):
    requests.post(openapi_mock.base_url + "/pets", json={"name": "Rex", "tag": 1})
    openapi_mock.received("createPet", body={"name": "Max", "tag": 1})
"""
    result = run(inner, code)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E*createPet: not as expected: at least 1, found 0",
            "E*near miss 1: POST /v1/pets",
            'E*body /name: expected "Max", got "Rex"',
            "*- openapi_mock -*",
            "* POST /v1/pets 400 * ms*",
        ]
    )


def test_the_page_shows_what_works(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", _CACHE)
    page = (Path(__file__).parents[2] / "docs" / "pytest.md").read_text("utf-8")
    (ini,) = re.findall(r"^```ini\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    shown = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    pytester.makeini(ini)
    for number, code in enumerate(shown):
        pytester.makepyfile(**{f"test_shown_{number}": code})
    some = "not keeps_its_contract or authenticate"
    result = pytester.runpytest_inprocess(*_PLUGINS, "-p", "no:cacheprovider", "-k", some)
    assert result.ret == 0
    assert result.parseoutcomes()["passed"] == sum(code.count("\ndef test_") for code in shown)


def test_marks_say_what_is_served_and_how(inner: pytest.Pytester) -> None:
    inner.makefile(".toml", ringback='[[mock.overrides]]\noperation = "listPets"\nbody = [{ name = "Told" }]\n')
    inner.mkdir("sub").joinpath("cats.yaml").write_text(_PETS.replace("/pets", "/cats"))
    code = """
pytestmark = pytest.mark.openapi(seed=7, dynamic=True)

def test_configuration(openapi_mock):
    assert requests.get(openapi_mock.base_url + "/pets").json() == [{"name": "Told"}]

@pytest.mark.openapi("pets.yaml@/zoo", "phonebridge-client", validate="warn", serve="process")
class TestZoo:
    def test_prefix(self, openapi_mock):
        assert openapi_mock.base_url == openapi_mock + "/zoo/v1"
        assert requests.post(openapi_mock.base_url + "/pets", json={}).status_code == 201
        assert openapi_mock.document.title == "Pets"

    @pytest.mark.openapi(validate="on", fault=["status=503,operation=createPet"])
    def test_nearest_first(self, openapi_mock):
        assert requests.post(openapi_mock.base_url + "/pets", json={"name": "x"}).status_code == 503

@pytest.mark.openapi("sub/cats.yaml", cors=False, route=["https://a.example/v1", "https://b.example"])
def test_routes(openapi_mock):
    assert "Access-Control-Allow-Origin" not in httpx.get("https://a.example/v1/cats").headers
    assert requests.get("https://b.example:443/v1/cats").status_code == 200
    with pytest.raises(requests.ConnectionError):
        requests.get("http://127.0.0.1:1/v1/cats")
"""
    run(inner, code).assert_outcomes(passed=4)


def test_what_cannot_be_had_is_told_in_a_line(inner: pytest.Pytester) -> None:
    inner.makefile(".yaml", broken="openapi: 3.1.0\npaths: [\n")
    marks = {
        '"nowhere.yaml"': "nowhere.yaml: no such file (give a path, *",
        '"broken.yaml"': "*broken.yaml:*: *",
        "sed=1": "there is no option sed (did you mean seed?)",
        'seed="one"': "--seed: 'one' is not a valid integer (see ringback mock --help)",
        "dynamic=1": "dynamic: 1 is neither True nor False",
        'serve="port"': "serve: 'port' is no place to answer (write socket or process)",
        'route="api.example.com"': "'api.example.com' is no base URL (write it as https://api.example.com/v1)",
        'fault="drop=nothing"': "*drop*",
    }
    tests = [
        f"@pytest.mark.openapi({mark})\ndef test_{number}(openapi_mock): ...\n" for number, mark in enumerate(marks)
    ]
    result = run(inner, "\n".join(tests))
    result.assert_outcomes(errors=len(marks))
    lines = (f"@pytest.mark.openapi of *::test_{number}: {told}" for number, told in enumerate(marks.values()))
    result.stdout.fnmatch_lines([*lines])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*During handling*")


def test_that_no_document_is_named_is_told_with_all_ways_to_name_one(pytester: pytest.Pytester) -> None:
    code = "def test_it(openapi_mock): ...\ndef test_that(contract_operation): ...\n"
    result = run(pytester, code.partition("\n")[0])
    result.assert_outcomes(errors=1)
    told = "*no OpenAPI document is named (set openapi_spec, mark the test with @pytest.mark.openapi(...), or *"
    result.stdout.fnmatch_lines([told])
    result = run(pytester, code)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([told])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("served") / "pets.yaml"
    path.write_text(_PETS)
    with running(create_app(load(str(path)))) as mock:
        yield mock


def test_a_contract_is_tested_on_the_mock_and_on_a_server(
    inner: pytest.Pytester, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", _CACHE)
    code = f"""
import schemathesis
from hypothesis import given, settings

few = settings(max_examples=2, deadline=None, database=None)

@pytest.mark.openapi(serve="process")
def test_each(contract_operation):
    @few
    @given(case=contract_operation.as_strategy())
    def holds(case):
        case.call_and_validate()

    holds()

class TestServer:
    @pytest.fixture
    def contract_url(self):
        return "{server}/v1"

    def test_some(self, contract_schema):
        @few
        @given(case=contract_schema["/pets"]["POST"].as_strategy())
        def holds(case):
            assert case.call_and_validate().request.url == "{server}/v1/pets"

        holds()

lazily = schemathesis.pytest.from_fixture("contract_schema")

@lazily.include(method="POST").parametrize()
@few
def test_lazily(case):
    assert case.call().request.url.endswith("/v1/pets")

@lazily.include(method="POST").parametrize()
@few
def test_in_vain(case):
    assert case.operation.path == "elsewhere"
"""
    result = run(inner, code)
    result.assert_outcomes(passed=4, failed=2)
    result.stdout.fnmatch_lines(["*test_in_vain (label='POST /pets')*", "*contains 1 failed subtest*"])

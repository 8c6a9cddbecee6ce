"""A client that a generator made from the document alone gets along with the mock."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from mock_client import mock_process

from specs import catalog

PACKAGE = "generated_phonebridge"
PLAIN = f"package_name_override: {PACKAGE}\npost_hooks: []\n"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package that openapi-python-client writes."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "plain.yaml").write_text(PLAIN, "utf-8")
    options = ["--path", str(catalog.find("phonebridge-webapp@1.3.8").path), "--config", str(folder / "plain.yaml")]
    where = ["--meta", "none", "--output-path", str(folder / PACKAGE)]
    command = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", *options, *where]
    done = subprocess.run([*command, "--fail-on-warning"], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(PACKAGE)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with mock_process("phonebridge-webapp@1.3.8") as (api, _):
        yield api.url


def asked(operation: str, *args: Any, **named: Any) -> tuple[int, Any]:
    """The status and the model that a generated operation gives."""
    called = importlib.import_module(f"{PACKAGE}.api.{operation}").sync_detailed
    response = called(*args, **named)
    return int(response.status_code), response.parsed


@pytest.fixture
def session(generated: ModuleType, url: str) -> Iterator[Any]:
    """A client that has logged in, and calls what the document does not know an error."""
    models = importlib.import_module(f"{PACKAGE}.models")
    with generated.Client(base_url=url, raise_on_unexpected_status=True) as nobody:
        credentials = models.Credentials(email="max@example.org", password="secret")
        status, token = asked("authentication.authenticate", client=nobody, body=credentials)
    assert status == 200
    with generated.AuthenticatedClient(base_url=url, token=token.id_token, raise_on_unexpected_status=True) as client:
        yield client


def test_a_client_lives_from_log_in_to_its_end(session: Any) -> None:
    models = importlib.import_module(f"{PACKAGE}.models")
    wanted = models.ClientRequest(name="Max Mustermann", platform=models.ClientRequestPlatform.WINDOWS)
    status, made = asked("clients.create_client", client=session, body=wanted)
    assert (status, made.name, made.platform.value) == (201, "Max Mustermann", "WINDOWS")
    assert asked("clients.get_client", made.id, client=session) == (200, made)
    assert asked("clients.list_clients", client=session) == (200, [made])
    changed = models.ClientRequest(name="Erika")
    status, now = asked("clients.update_client", made.id, client=session, body=changed)
    assert (status, now.id, now.name) == (200, made.id, "Erika")
    assert asked("clients.delete_client", made.id, client=session) == (204, None)
    status, problem = asked("clients.get_client", made.id, client=session)
    assert (status, type(problem).__name__) == (404, "Problem")
    assert asked("clients.list_clients", client=session) == (200, [])


def test_what_has_children_does_so_too(session: Any) -> None:
    models = importlib.import_module(f"{PACKAGE}.models")
    config = models.LdapConfig.from_dict(
        {"application.target.ldap.enabled": True, "application.target.ldap.user": "cn=me"}
    )
    wanted = models.ConnectorRequest(
        name="Buch", direction=models.ConnectorDirection("Target"), type_=models.ConnectorType("LDAP"), config=config
    )
    status, connector = asked("connectors.create_connector", client=session, body=wanted)
    assert (status, connector.name, connector.config.to_dict()) == (201, "Buch", config.to_dict())
    assert asked("connectors.get_connector", connector.id, client=session) == (200, connector)
    assert connector.id in [each.id for each in asked("connectors.list_connectors", client=session)[1]]
    status, job = asked("connectors.start_sync_job", connector.id, client=session, body=models.SyncJobRequest())
    assert status in (201, 202)
    assert asked("connectors.get_sync_job", job.id, client=session) == (200, job)
    assert asked("connectors.delete_connector", connector.id, client=session) == (204, None)
    assert asked("connectors.get_connector", connector.id, client=session)[0] == 404


def test_every_other_operation_answers_with_the_model_it_promises(session: Any) -> None:
    models = importlib.import_module(f"{PACKAGE}.models")
    assert asked("account.get_current_user", client=session)[1].email == "max@example.org"
    language = models.Language("fr")
    assert asked("account.update_current_user", client=session, body=models.UserUpdate(language=language))[0] == 200
    assert asked("account.get_current_user", client=session)[1].language is language
    assert isinstance(asked("system.get_version", client=session)[1], models.VersionInfo)
    assert isinstance(asked("contacts.get_contact_summary", client=session)[1], models.ContactSummary)

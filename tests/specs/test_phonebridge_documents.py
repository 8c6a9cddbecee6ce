"""The bundled phonebridge documents: what is documented in them, what is invented, and what changed between them."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

import specs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = Path(specs.__file__).parent / "documents" / "phonebridge"
FULL = {
    "1.0.1": "phonebridge-webapp-API-1.0.1.yml",
    "1.2": "phonebridge-webapp-API-1.2.yaml",
    "1.2.2": "phonebridge-webapp-API-1.2.2.yaml",
    "1.2.3": "phonebridge-webapp-API-1.2.3.yaml",
    "1.3.2": "phonebridge-webapp-API-1.3.2.yaml",
    "1.3.4": "phonebridge-webapp-API-1.3.4.yaml",
    "1.3.5": "phonebridge-webapp-API-1.3.5.yaml",
    "1.3.7": "phonebridge-webapp-API-1.3.7.yaml",
    "1.3.8": "phonebridge-webapp-API-1.3.8.yaml",
}
CLIENT = "phonebridge-client-API-1.3.8.yml"
FILES = [*FULL.values(), CLIENT]
METHODS = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}
KEYS = {
    "PublicExchangeConfig": [
        "application.source.public-exchange.enabled",
        "application.source.public-exchange.server.url",
        "application.source.public-exchange.server.email",
        "application.source.public-exchange.server.password",
        "application.source.public-exchange.server.auto-discovery-enabled",
        "application.source.public-exchange.contacts.folders",
    ],
    "PersonalExchangeConfig": [
        "application.source.personal-exchange.enabled",
        "application.source.personal-exchange.server.url",
        "application.source.personal-exchange.server.email",
        "application.source.personal-exchange.server.password",
        "application.source.personal-exchange.server.auto-discovery-enabled",
    ],
    "DeutscheTelefonConfig": [
        "application.target.dtst.enabled",
        "application.target.dtst.login",
        "application.target.dtst.password",
        "application.target.dtst.service-id",
        "application.target.dtst.base-url",
        "application.target.dtst.client-id",
        "application.target.dtst.client-secret",
    ],
    "LdapConfig": [
        "application.target.ldap.enabled",
        "application.target.ldap.url",
        "application.target.ldap.user",
        "application.target.ldap.company",
        "application.target.ldap.password",
    ],
}
SECRET_KEYS = {k for keys in KEYS.values() for k in keys if k.endswith(("password", "client-secret", "login"))}
CLIENT_FACTS = {
    "operation POST /api/authenticate",
    "body POST /api/authenticate",
    "property Credentials.email",
    "property Credentials.password",
    "property Token.id_token",
    "operation POST /api/users/me/clients",
    "body POST /api/users/me/clients",
    "property ClientRequest.name",
    "property Client.id",
    "operation DELETE /api/clients/{id}",
    "parameter DELETE /api/clients/{id} id",
    "security bearer",
}
CONNECTOR_FACTS = {
    "operation GET /api/users/me/connectors",
    "property Connector.direction",
    "property Connector.type",
    "property Connector.config",
    "property ConnectorRequest.direction",
    "property ConnectorRequest.type",
    "property ConnectorRequest.config",
    "schema ConnectorDirection",
    "schema ConnectorType",
}
FLAT_CONFIG_FACTS = {f"property ConnectorConfig.{key}" for keys in KEYS.values() for key in keys}
CONFIG_FACTS = {f"schema {name}" for name in KEYS} | {f"property {n}.{key}" for n, keys in KEYS.items() for key in keys}
DOCUMENTED = {
    **dict.fromkeys(FULL.values(), CLIENT_FACTS | CONNECTOR_FACTS | CONFIG_FACTS),
    FULL["1.0.1"]: CLIENT_FACTS | CONNECTOR_FACTS | FLAT_CONFIG_FACTS,
    CLIENT: CLIENT_FACTS,
}


@cache
def raw(file: str) -> dict[str, Any]:
    with (FOLDER / file).open(encoding="utf-8") as stream:
        loaded: dict[str, Any] = yaml.load(stream, Loader=yaml.CSafeLoader)
    return loaded


@dataclass(frozen=True)
class Doc:
    """One document, with its parts by short names."""

    file: str

    @property
    def raw(self) -> dict[str, Any]:
        return raw(self.file)

    @property
    def is_swagger(self) -> bool:
        return "swagger" in self.raw

    @property
    def schemas(self) -> dict[str, Any]:
        found: dict[str, Any] = self.raw["definitions"] if self.is_swagger else self.raw["components"]["schemas"]
        return found

    @property
    def operations(self) -> dict[str, Any]:
        """``POST /api/authenticate`` → operation object."""
        paths = self.raw["paths"].items()
        return {f"{m.upper()} {path}": op for path, item in paths for m, op in item.items() if m in METHODS}

    def op(self, label: str) -> Any:
        return self.operations[label]

    def prop(self, dotted: str) -> Any:
        schema, _, name = dotted.partition(".")
        return self.schemas[schema]["properties"].get(name)

    def enum(self, dotted: str) -> list[str]:
        found: list[str] = (self.prop(dotted) if "." in dotted else self.schemas[dotted])["enum"]
        return found

    def required(self, schema: str) -> list[str]:
        found: list[str] = self.schemas[schema].get("required", [])
        return found

    def resolved(self, node: Any) -> Any:
        while "$ref" in node:
            target: Any = self.raw
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def params(self, label: str) -> dict[str, Any]:
        return {q["name"]: q for q in map(self.resolved, self.op(label).get("parameters", []))}

    def body(self, label: str) -> Any:
        """The schema of the JSON body a request carries."""
        if self.is_swagger:
            return self.resolved(self.params(label)["body"]["schema"])
        return self.resolved(self.op(label)["requestBody"]["content"]["application/json"]["schema"])

    def answer(self, label: str, status: str) -> Any:
        """The schema of the JSON body a response carries."""
        response = self.resolved(self.op(label)["responses"][status])
        return self.resolved(
            response["schema"] if self.is_swagger else response["content"]["application/json"]["schema"]
        )

    def validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        """Judges values in neither direction: readOnly and writeOnly are annotations here."""
        context = {key: self.raw[key] for key in ("definitions", "components") if key in self.raw}
        plain = translated({**schema, **context})
        return Draft202012Validator(plain, format_checker=Draft202012Validator.FORMAT_CHECKER)


def translated(node: Any) -> Any:
    """OpenAPI 3.0 schemas as JSON Schema 2020-12, as far as these documents go: ``nullable``."""
    if isinstance(node, list):
        return [translated(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: translated(value) for key, value in node.items()}
    if out.get("nullable") is True:
        out["type"] = [out["type"], "null"]
    return out


@pytest.fixture(params=FILES)
def doc(request: pytest.FixtureRequest) -> Doc:
    return Doc(request.param)


@pytest.fixture(params=FULL.values(), ids=list(FULL))
def full(request: pytest.FixtureRequest) -> Doc:
    return Doc(request.param)


# --- what must be marked ----------------------------------------------------------------------------------------


def marked(doc: Doc) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that has to say where it comes from, as (label, object)."""
    root = doc.raw if doc.is_swagger else doc.raw["components"]
    for name, parameter in root["parameters"].items():
        yield f"parameter #{name}", parameter
    for name, scheme in root["securityDefinitions" if doc.is_swagger else "securitySchemes"].items():
        yield f"security {name}", scheme
    for name, schema in doc.schemas.items():
        yield f"schema {name}", schema
        yield from properties(name, schema)
    for label, operation in doc.operations.items():
        yield f"operation {label}", operation
        yield from operation_parts(label, operation)


def properties(owner: str, node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, list):
        for item in node:
            yield from properties(owner, item)
    elif isinstance(node, dict):
        for name, schema in node.get("properties", {}).items():
            yield f"property {owner}.{name}", schema
            yield from properties(f"{owner}.{name}", schema)
        for keyword in ("allOf", "oneOf", "anyOf", "items", "additionalProperties", "not"):
            yield from properties(owner, node.get(keyword))


def operation_parts(label: str, operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for parameter in operation.get("parameters", []):
        if "$ref" not in parameter:
            kind = "body" if parameter["in"] == "body" else "parameter"
            yield (f"body {label}" if kind == "body" else f"parameter {label} {parameter['name']}"), parameter
            yield from inline(label, parameter.get("schema", {}), kind)
    if "requestBody" in operation:
        yield f"body {label}", operation["requestBody"]
        yield from media(label, operation["requestBody"])
    for status, response in operation["responses"].items():
        yield from media(f"{label} {status}", response)
        for name, header in response.get("headers", {}).items():
            yield f"header {label} {status} {name}", header


def media(label: str, holder: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for content in [holder, *holder.get("content", {}).values()]:
        yield from inline(label, content.get("schema", {}), "content")


def inline(label: str, schema: dict[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if schema and "$ref" not in schema and kind != "parameter":
        yield f"inline {label}", schema
    yield from properties(f"inline {label}", schema)


# --- the documents one by one -----------------------------------------------------------------------------------


def test_the_folder_holds_the_vendors_file_names() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.suffix in {".yml", ".yaml"}} == set(FILES)


def test_the_document_is_valid(doc: Doc) -> None:
    validate(doc.raw)


def test_the_dialect_is_swagger_for_the_first_release_only(doc: Doc) -> None:
    assert doc.is_swagger == (doc.file == FULL["1.0.1"])
    assert doc.raw.get("swagger", doc.raw.get("openapi")) == ("2.0" if doc.is_swagger else "3.0.1")


def test_the_version_is_that_of_the_file(doc: Doc) -> None:
    assert f"-{doc.raw['info']['version']}.y" in doc.file


def test_the_first_sentence_says_reconstruction(doc: Doc) -> None:
    assert "This document is a reconstruction" in doc.raw["info"]["description"].partition(". ")[0]


def test_every_path_is_below_the_documented_base(doc: Doc) -> None:
    if doc.is_swagger:
        base = f"{doc.raw['schemes'][0]}://{doc.raw['host']}{doc.raw['basePath']}"
        assert base == "https://app.phonebridge.io:443/"
    else:
        assert [server["url"] for server in doc.raw["servers"]] == ["https://app.phonebridge.io:443"]
    assert all(path.startswith("/api/") for path in doc.raw["paths"])


def test_everything_says_where_it_comes_from(doc: Doc) -> None:
    unmarked = [label for label, node in marked(doc) if node.get("x-origin") not in {"documented", "reconstructed"}]
    assert unmarked == []


def test_what_is_documented_is_marked_so_and_nothing_else(doc: Doc) -> None:
    labels = [label for label, node in marked(doc) if node["x-origin"] == "documented"]
    assert len(labels) == len(set(labels))
    assert set(labels) == DOCUMENTED[doc.file]


def test_no_mark_is_missed_by_the_count(doc: Doc) -> None:
    def marks(node: Any) -> int:
        if isinstance(node, list):
            return sum(map(marks, node))
        return ("x-origin" in node) + sum(map(marks, node.values())) if isinstance(node, dict) else 0

    assert marks(doc.raw) == len(list(marked(doc)))


def test_a_reference_has_no_siblings_that_would_be_ignored(doc: Doc) -> None:
    def references(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, list):
            for item in node:
                yield from references(item)
        elif isinstance(node, dict):
            if "$ref" in node:
                yield node
            for value in node.values():
                yield from references(value)

    assert all(len(node) == 1 for node in references(doc.raw))


def test_every_component_is_used(doc: Doc) -> None:
    text = json.dumps(doc.raw)
    prefix = "#/definitions/" if doc.is_swagger else "#/components/schemas/"
    assert [name for name in doc.schemas if f'"{prefix}{name}"' not in text] == []


def test_operations_document_the_errors_they_can_meet(doc: Doc) -> None:
    for label, operation in doc.operations.items():
        has_body = "requestBody" in operation or "body" in doc.params(label)
        expected = {
            "400": bool(operation.get("parameters")) or has_body,
            "401": "security" in operation or operation["operationId"] == "authenticate",
            "404": "{" in label,
            "415": has_body,
        }
        told = set(operation["responses"])
        assert {status for status in told if status >= "400"} == {s for s, needed in expected.items() if needed}, label
        assert [status for status in told if status < "300"], label


def test_examples_are_valid(doc: Doc) -> None:
    judged = 0
    for label, schema, example in examples(doc):
        assert list(doc.validator(schema).iter_errors(example)) == [], label
        judged += 1
    assert judged > 20


def test_every_property_with_a_type_has_an_example(doc: Doc) -> None:
    assert [
        s for s, node in marked(doc) if s.startswith("property ") and "type" in node and "example" not in node
    ] == []


def examples(doc: Doc) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example as (where, schema, example)."""
    for label, node in marked(doc):
        if "example" in node:
            yield label, node.get("schema", node), node["example"]
        if "example" in node.get("schema", {}):
            yield label, node["schema"], node["schema"]["example"]
        for content in node.get("content", {}).values():
            if "example" in content:
                yield label, content["schema"], content["example"]


def test_config_secrets_are_marked(full: Doc) -> None:
    for label, node in marked(full):
        _, _, key = label.removeprefix("property ").partition(".")
        if label.startswith("property ") and key.startswith("application."):
            secret = key in SECRET_KEYS
            assert (node.get("format") == "password") == secret, label
            assert node.get("writeOnly", False) == (secret and not full.is_swagger), label
            assert (node["type"] == "boolean") == key.endswith("enabled"), label
    assert len(SECRET_KEYS) == 6


def test_a_password_that_is_sent_is_never_answered(doc: Doc) -> None:
    assert doc.prop("Credentials.password")["format"] == "password"
    assert doc.is_swagger or doc.prop("Credentials.password")["writeOnly"] is True


def test_a_config_is_of_exactly_one_type(full: Doc) -> None:
    if full.is_swagger:
        assert set(full.schemas["ConnectorConfig"]["properties"]) == {key for keys in KEYS.values() for key in keys}
        return
    branches = [branch["$ref"].rpartition("/")[2] for branch in full.schemas["ConnectorConfig"]["oneOf"]]
    assert branches == list(KEYS)
    for name, keys in KEYS.items():
        schema = full.schemas[name]
        assert set(schema["properties"]) == set(keys)
        assert schema["required"] == [next(key for key in keys if key.endswith(".enabled"))]
        assert schema["additionalProperties"] is False


# --- what the vendor's page shows -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "body"),
    [
        ("POST /api/authenticate", {"email": "XXX@XXX.de", "password": "XXX"}),
        ("POST /api/authenticate", {"email": "YOUR_EMAIL_ADDRESS", "password": "YOUR_PASSWORD"}),
        ("POST /api/users/me/clients", {"name": "Max Mustermann"}),
    ],
)
def test_the_bodies_on_the_vendors_page_are_accepted(doc: Doc, label: str, body: dict[str, str]) -> None:
    schema = doc.body(label)
    assert list(doc.validator(schema).iter_errors(body)) == []
    assert sorted(schema["required"]) == sorted(body)


def test_the_answers_on_the_vendors_page_are_possible(doc: Doc) -> None:
    token = doc.answer("POST /api/authenticate", "200")
    assert token["required"] == ["id_token"]
    assert doc.validator(token).is_valid({"id_token": "XXX-XXX"})
    created = doc.answer("POST /api/users/me/clients", "201")
    assert "id" in created["required"]
    assert created["properties"]["id"]["format"] == "int64"
    assert "204" in doc.op("DELETE /api/clients/{id}")["responses"]


def test_everything_but_entering_needs_the_token(doc: Doc) -> None:
    free = {label for label, operation in doc.operations.items() if "security" not in operation}
    version = doc.raw["info"]["version"]
    expected = {"POST /api/authenticate"}
    if version in {"1.0.1", "1.2", "1.2.2", "1.2.3"}:
        expected.add("GET /api/version")
    if version == "1.3.8" and doc.file != CLIENT:
        expected.add("POST /api/register")
    assert free == expected
    assert all(op["security"] == [{"bearer": []}] for op in doc.operations.values() if "security" in op)


def test_directions_and_types_are_spelled_as_on_the_vendors_page(full: Doc) -> None:
    assert full.enum("ConnectorDirection") == ["Source", "Target"]
    assert full.enum("ConnectorType") == ["Public Exchange", "Personal Exchange", "Deutsche Telefon", "LDAP"]


# --- what changed -----------------------------------------------------------------------------------------------

CONNECTORS = "GET /api/users/me/connectors"
CALLS = "GET /api/users/me/calls"


def added(*labels: str) -> Callable[[Doc, Doc], bool]:
    return lambda old, new: all(label not in old.operations and label in new.operations for label in labels)


def removed(*labels: str) -> Callable[[Doc, Doc], bool]:
    return lambda old, new: added(*labels)(new, old)


def deprecated(label: str, sunset: str) -> Callable[[Doc, Doc], bool]:
    def check(old: Doc, new: Doc) -> bool:
        then, now = old.op(label), new.op(label)
        return "deprecated" not in then and now.get("deprecated") is True and now.get("x-sunset") == sunset

    return check


def property_added(dotted: str) -> Callable[[Doc, Doc], bool]:
    schema, _, name = dotted.partition(".")
    return lambda old, new: not old.prop(dotted) and bool(new.prop(dotted)) and name not in new.required(schema)


def became_required(dotted: str) -> Callable[[Doc, Doc], bool]:
    schema, _, name = dotted.partition(".")
    return lambda old, new: bool(old.prop(dotted)) and name not in old.required(schema) and name in new.required(schema)


def keyword(dotted: str, name: str, then: Any, now: Any) -> Callable[[Doc, Doc], bool]:
    return lambda old, new: (old.prop(dotted).get(name), new.prop(dotted).get(name)) == (then, now)


def size(name: str, then: int, now: int) -> Callable[[Doc, Doc], bool]:
    return lambda old, new: [d.params(CONNECTORS)["size"]["schema"][name] for d in (old, new)] == [then, now]


def enum(dotted: str, *, gone: tuple[str, ...] = (), come: tuple[str, ...] = ()) -> Callable[[Doc, Doc], bool]:
    def check(old: Doc, new: Doc) -> bool:
        then, now = set(old.enum(dotted)), set(new.enum(dotted))
        return then - now == set(gone) and now - then == set(come)

    return check


def same(part: Callable[[Doc], Any], then: Any, now: Any) -> Callable[[Doc, Doc], bool]:
    return lambda old, new: (part(old), part(new)) == (then, now)


DOCUMENTATION = {"description", "summary", "example"}


def without_documentation(node: Any, *, names: bool = False) -> Any:
    """The part of a document that machines read; inside ``properties`` every key is a name, not documentation."""
    if isinstance(node, list):
        return [without_documentation(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {k: v for k, v in node.items() if names or k not in DOCUMENTATION}
    return {k: without_documentation(v, names=k == "properties" and not names) for k, v in kept.items()}


def comparable(doc: Doc) -> Any:
    return without_documentation({key: value for key, value in doc.raw.items() if key != "info"})


def only_documentation(old: Doc, new: Doc) -> bool:
    return bool(comparable(old) == comparable(new)) and old.raw["paths"] != new.raw["paths"]


def only_grows(old: Any, new: Any, key: str = "") -> bool:
    """Whether everything old is still there; what is required stays the same."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(name in new and only_grows(old[name], new[name], name) for name in old)
    if isinstance(old, list) and key != "required":
        return isinstance(new, list) and all(any(only_grows(item, grown) for grown in new) for item in old)
    return bool(old == new)


def only_additions(old: Doc, new: Doc) -> bool:
    return only_grows(comparable(old), comparable(new)) and comparable(old) != comparable(new)


def renamed_connector_id(old: Doc, new: Doc) -> bool:
    label = "DELETE /api/connectors/{%s}"
    then, now = (copy.deepcopy(d.params(label % n)[n]) for d, n in ((old, "connectorId"), (new, "id")))
    return {**then, "name": "id"} == now and label % "id" not in old.operations


def connector_status(doc: Doc) -> set[str]:
    return {status for status in doc.op("POST /api/users/me/connectors")["responses"] if status < "300"}


def closes_config(old: Doc, new: Doc) -> bool:
    mixed = {KEYS[name][0]: True for name in KEYS}
    then, now = (d.validator(d.schemas["ConnectorConfig"]).is_valid(mixed) for d in (old, new))
    return then and not now


def links(doc: Doc, label: str) -> set[str]:
    return {link["operationId"] for link in doc.op(label)["responses"]["201"].get("links", {}).values()}


# One row per change: (old release, new release, what, a predicate that reads both documents).
HISTORY: list[tuple[str, str, str, Callable[[Doc, Doc], bool]]] = [
    ("1.0.1", "1.2", "dialect-crossed", same(lambda d: d.is_swagger, True, False)),
    (
        "1.0.1",
        "1.2",
        "operations-added",
        added(
            "GET /api/users/me",
            "PUT /api/users/me",
            "PUT /api/connectors/{connectorId}",
            "POST /api/connectors/{connectorId}/test",
            "GET /api/clients/{id}",
            "PUT /api/clients/{id}",
        ),
    ),
    ("1.0.1", "1.2", "operation-removed", removed("GET /api/users/me/connectors/count")),
    ("1.0.1", "1.2", "operation-deprecated", deprecated("GET /api/account", "2020-07-31")),
    ("1.0.1", "1.2", "request-object-closed", closes_config),
    ("1.0.1", "1.2", "request-property-added", property_added("Credentials.rememberMe")),
    ("1.2", "1.2.2", "success-status-changed", same(connector_status, {"200"}, {"201"})),
    ("1.2", "1.2.2", "request-property-added", property_added("ClientRequest.platform")),
    ("1.2", "1.2.2", "response-property-added", property_added("Client.platform")),
    ("1.2", "1.2.2", "request-bound-tightened", keyword("ClientRequest.name", "maxLength", 255, 100)),
    ("1.2", "1.2.2", "response-bound-kept", keyword("Client.name", "maxLength", 255, 255)),
    ("1.2.2", "1.2.3", "documentation-only", only_documentation),
    ("1.2.3", "1.3.2", "path-parameter-renamed", renamed_connector_id),
    (
        "1.2.3",
        "1.3.2",
        "security-arrived",
        same(lambda d: d.op("GET /api/version").get("security"), None, [{"bearer": []}]),
    ),
    ("1.2.3", "1.3.2", "request-property-became-required", became_required("ConnectorRequest.name")),
    ("1.2.3", "1.3.2", "response-enum-grew", enum("ConnectorStatus", come=("DISABLED",))),
    ("1.2.3", "1.3.2", "operations-added", added(CALLS, "POST /api/users/me/calls", "GET /api/calls/{id}")),
    (
        "1.3.2",
        "1.3.4",
        "parameter-became-required",
        same(lambda d: d.params(CALLS)["days"].get("required", False), False, True),
    ),
    (
        "1.3.2",
        "1.3.4",
        "parameter-default-removed",
        same(lambda d: d.params(CALLS)["days"]["schema"].get("default"), 30, None),
    ),
    ("1.3.2", "1.3.4", "request-enum-shrank", enum("ClientRequest.platform", gone=("LINUX",))),
    ("1.3.2", "1.3.4", "response-enum-kept", enum("Client.platform")),
    ("1.3.2", "1.3.4", "response-property-became-nullable", keyword("Connector.lastSync", "nullable", None, True)),
    ("1.3.2", "1.3.4", "response-type-changed", keyword("VersionInfo.build", "type", "integer", "string")),
    ("1.3.4", "1.3.5", "only-additions", only_additions),
    (
        "1.3.4",
        "1.3.5",
        "operations-added",
        added(
            "GET /api/connectors/{id}/sync-jobs",
            "POST /api/connectors/{id}/sync-jobs",
            "GET /api/sync-jobs/{id}",
        ),
    ),
    ("1.3.4", "1.3.5", "response-property-added", property_added("Client.lastSeen")),
    (
        "1.3.4",
        "1.3.5",
        "optional-parameter-added",
        same(
            lambda d: d.params(CONNECTORS).get("direction", {}).get("schema", {}).get("enum"),
            None,
            ["Source", "Target"],
        ),
    ),
    (
        "1.3.4",
        "1.3.5",
        "request-enum-grew",
        lambda old, new: (
            set(new.params(CONNECTORS)["sort"]["schema"]["items"]["enum"])
            - set(old.params(CONNECTORS)["sort"]["schema"]["items"]["enum"])
            == {"createdDate,asc", "createdDate,desc"}
        ),
    ),
    (
        "1.3.4",
        "1.3.5",
        "links-added",
        same(lambda d: links(d, "POST /api/users/me/connectors"), set(), {"getConnector", "startSyncJob"}),
    ),
    (
        "1.3.5",
        "1.3.7",
        "required-response-property-removed",
        lambda old, new: "contactCount" in old.required("Connector") and not new.prop("Connector.contactCount"),
    ),
    ("1.3.5", "1.3.7", "response-property-became-optional", lambda old, new: became_required("Call.name")(new, old)),
    ("1.3.5", "1.3.7", "response-bound-widened", keyword("SyncJob.message", "maxLength", 255, 2000)),
    ("1.3.5", "1.3.7", "parameter-default-changed", size("default", 20, 50)),
    ("1.3.5", "1.3.7", "operation-deprecated", deprecated("POST /api/connectors/{id}/test", "2020-12-31")),
    ("1.3.5", "1.3.7", "request-property-added", property_added("SyncJobRequest.dryRun")),
    ("1.3.5", "1.3.7", "operation-added", added("DELETE /api/calls/{id}")),
    ("1.3.7", "1.3.8", "operation-added", added("POST /api/register")),
    ("1.3.7", "1.3.8", "deprecated-operation-removed", removed("GET /api/account")),
    ("1.3.7", "1.3.8", "parameter-maximum-tightened", size("maximum", 500, 200)),
    ("1.3.7", "1.3.8", "request-property-became-required", became_required("CallRequest.durationSeconds")),
    ("1.3.7", "1.3.8", "enum-grew-both-ways", enum("Language", come=("fr",))),
    (
        "1.3.7",
        "1.3.8",
        "links-added",
        same(lambda d: links(d, "POST /api/users/me/clients"), set(), {"getClient", "deleteClient"}),
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "what", "holds"), HISTORY, ids=[f"{row[0]}-{row[1]}-{row[2]}" for row in HISTORY]
)
def test_the_change_is_there(old: str, new: str, what: str, holds: Callable[[Doc, Doc], bool]) -> None:
    assert holds(Doc(FULL[old]), Doc(FULL[new])), what


def test_every_step_has_its_changes_and_only_neighbours_are_compared() -> None:
    steps = list(zip(FULL, list(FULL)[1:], strict=False))
    assert list(dict.fromkeys(row[:2] for row in HISTORY)) == steps


def test_added_and_removed_operations_are_all_in_the_history() -> None:
    told = {row[:2] for row in HISTORY if "operation" in row[2] and ("added" in row[2] or "removed" in row[2])}
    for old, new in zip(FULL, list(FULL)[1:], strict=False):
        then, now = ({unnamed(label) for label in Doc(FULL[v]).operations} for v in (old, new))
        assert (then != now) == ((old, new) in told), (old, new)


def unnamed(label: str) -> str:
    """A label with its path parameters unnamed, so that a renamed one is the same path."""
    return label.replace("{connectorId}", "{}").replace("{id}", "{}")


# --- the CLIENT API ---------------------------------------------------------------------------------------------


def test_the_client_api_is_a_subset_of_the_full_one() -> None:
    part, whole = Doc(CLIENT), Doc(FULL["1.3.8"])
    for group in ("schemas", "parameters", "responses", "securitySchemes"):
        mine, theirs = part.raw["components"][group], whole.raw["components"][group]
        assert mine == {name: theirs[name] for name in mine}, group
    assert part.operations == {label: whole.operations[label] for label in part.operations}
    assert set(part.operations) < set(whole.operations)
    assert set(part.schemas) < set(whole.schemas)


def test_the_client_api_holds_what_creating_and_managing_a_client_needs() -> None:
    assert set(Doc(CLIENT).operations) == {
        "POST /api/authenticate",
        "GET /api/users/me/clients",
        "POST /api/users/me/clients",
        "GET /api/clients/{id}",
        "PUT /api/clients/{id}",
        "DELETE /api/clients/{id}",
    }

"""The files that docs/scale.md shows to begin with are such as they have to be, and fit what there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import specs
from mockserver.control.service import _DOCUMENT
from ringback.commands.mock import mock
from specs.load import from_mapping

SCALE = Path(__file__).parents[2] / "docs" / "scale"
COMPOSE = yaml.safe_load((SCALE / "compose.yaml").read_text("utf-8"))
KUBERNETES = {each["kind"]: each for each in yaml.safe_load_all((SCALE / "kubernetes.yaml").read_text("utf-8"))}
(POD,) = KUBERNETES["Deployment"]["spec"]["template"]["spec"]["containers"]


def parsed(words: list[str]) -> dict[str, Any]:
    """What a command line says, as its command reads it."""
    assert words[0] == "mock"
    return mock.make_context("mock", words[1:]).params


def seconds(text: str) -> float:
    return float(text.removesuffix("s"))


def lines() -> Iterator[tuple[list[str], float]]:
    """Command lines of mocks, and the seconds that they have to end."""
    service = COMPOSE["services"]["mock"]
    yield service["command"], seconds(service["stop_grace_period"])
    yield POD["args"], KUBERNETES["Deployment"]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]


def test_commands_are_such_that_there_are_and_end_in_time() -> None:
    for words, limit in lines():
        told = parsed(words)
        assert 0 < told["drain"] < told["drain"] + told["grace"] < limit


def test_probes_ask_what_there_is() -> None:
    paths = {operation.path for operation in specs.load(_DOCUMENT).operations}
    probes = [POD[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness", "readiness")]
    scraped = KUBERNETES["Deployment"]["spec"]["template"]["metadata"]["annotations"]
    assert {each.removeprefix("/__ringback") for each in (*probes, scraped["prometheus.io/path"])} <= paths
    assert scraped["prometheus.io/port"] == str(POD["ports"][0]["containerPort"])
    assert "/__ringback/ready" in (SCALE / "haproxy.cfg").read_text("utf-8")
    readiness = POD["readinessProbe"]
    noticed = readiness["periodSeconds"] * readiness["failureThreshold"] + readiness["timeoutSeconds"]
    assert noticed < parsed(POD["args"])["drain"]


def test_parts_of_the_manifest_fit_each_other() -> None:
    labels = KUBERNETES["Deployment"]["spec"]["template"]["metadata"]["labels"]
    for kind in ("Deployment", "PodDisruptionBudget"):
        assert KUBERNETES[kind]["spec"]["selector"]["matchLabels"] == labels
    assert KUBERNETES["Service"]["spec"]["selector"] == labels
    assert {each["name"] for each in POD["ports"]} == {KUBERNETES["Service"]["spec"]["ports"][0]["targetPort"]}
    volumes = {each["name"] for each in KUBERNETES["Deployment"]["spec"]["template"]["spec"]["volumes"]}
    assert {each["name"] for each in POD["volumeMounts"]} == volumes
    document = yaml.safe_load(KUBERNETES["ConfigMap"]["data"]["orders.yaml"])
    assert from_mapping(document).slips == ()


def test_what_is_secret_is_told_by_the_environment() -> None:
    told = [KUBERNETES["Secret"]["stringData"], COMPOSE["services"]["mock"]["environment"]]
    assert all({"RINGBACK_STATE", "RINGBACK_CONTROL_TOKEN"} == set(each) for each in told)
    assert KUBERNETES["Secret"]["metadata"] == {"name": POD["envFrom"][0]["secretRef"]["name"]}

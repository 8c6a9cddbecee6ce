"""Items of real documents live as a client expects: made, read, listed, changed, deleted, each answer valid."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from lives import Broken, Lives, Untold

from mockserver.app import create_app
from mockserver.settings import Auth, Settings
from mockserver.testing import running
from specs.load import load
from specs.model import Operation
from specs.sampling import Unsatisfiable

sys.path.insert(0, str(Path(__file__).parent.parent / "mockserver"))
from role_labels import documents, labels

WANTED = 0.8
"""Of the resources whose life can be gone through; docs/state.md tells what is in the way of the others."""


def test_items_live_as_expected(request: pytest.FixtureRequest) -> None:
    modules, found = Path(request.config.getoption("--corpus")), Counter[str]()
    reporter = request.config.pluginmanager.getplugin("terminalreporter")
    for each in documents():
        document = load(str(modules / each["file"]))
        labelled: dict[str, dict[str, list[Operation]]] = defaultdict(lambda: defaultdict(list))
        for label in labels(each["operations"]):
            if label.resource:
                operation = document.by_key[label.key]
                if operation.successes and (label.role != "read" or operation.path.endswith("}")):
                    labelled[label.role][label.resource].append(operation)
        with running(create_app(document, Settings(auth=Auth.OFF))) as url:
            for resource in sorted(labelled["create"].keys() & labelled["read"].keys()):
                try:
                    Lives(document, url, labelled).whole(resource)
                    found["whole"] += 1
                except Broken as broken:
                    found["broken"] += 1
                    reporter.write_line(f"  {each['file']}: {resource}: {broken.why}")
                except Untold:
                    found["id untold"] += 1
                except Unsatisfiable:
                    found["no valid request"] += 1
    reporter.write_line(f"lives: {dict(found)}")
    assert found["whole"] >= WANTED * (found["whole"] + found["broken"])

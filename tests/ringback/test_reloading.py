"""What becomes of the earlier state of a document that has changed."""

from __future__ import annotations

import gc
import time
import weakref
from pathlib import Path

from mockserver.app import HOST, create_app
from mockserver.hosts.hosting import Host, Served
from mockserver.settings import Settings
from ringback.reloading import Reloading
from specs import load

_TEXT = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths: {/things: {get: {responses: {'200': {description: x}}}}}
"""


def test_nothing_is_left_of_a_document_that_was_replaced(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(_TEXT, "utf-8")
    host: Host = create_app(load(str(file)), Settings(seed=1)).extensions[HOST]
    reloading = Reloading(host, lambda: [Served(document=load(str(file)))], lambda: host.settings, (), time.time)
    gc.freeze()  # as the server does
    earlier = weakref.ref(host.mocks[0].document)
    reloading.again()
    assert earlier() is None
    assert host.reloaded is not None
    assert host.reloaded.error is None

"""Nothing is read for a document that it names: what may be read was read when it was loaded.

``python -m contracts.conformance.engine.confined`` is the engine's own command, confined, and reads YAML as we do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn
from unittest.mock import patch

from contracts.conformance.engine.reading import reading

READERS = (
    ("schemathesis.core.jsonschema.resolver", "retrieve"),
    ("schemathesis.specs.openapi.examples", "load_external_example"),
)
"""Modules of the engine, and their functions that read a file or a URL; a test fails where a release has others."""


@contextmanager
def confined() -> Iterator[None]:
    """The engine reads no file and no URL of the document's choice meanwhile.

    References that are left in a loaded document are values that look like one, as in an example; the engine follows
    them nevertheless. It also asks for each ``externalValue``, and sends to the server what it got.
    """
    with ExitStack() as patched:
        for module, name in READERS:
            patched.enter_context(patch(f"{module}.{name}", _refuse))
        yield


def _refuse(uri: str) -> NoReturn:
    import requests

    raise requests.RequestException(f"{uri} is not read")  # an OSError; what reads references expects that


def main() -> None:
    """The engine's own command line."""
    from schemathesis.cli import schemathesis

    with confined(), reading():
        schemathesis()


if __name__ == "__main__":
    main()

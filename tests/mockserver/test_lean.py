"""What a mock on a port does without, in processes of their own."""

from __future__ import annotations

import subprocess
import sys

WITHOUT = (
    "from mockserver.serving import lean\nlean.without_openssl()\n"
    "import sys, mockserver.hosts.hosting, mockserver.serving.server\n"
)


def run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_mock_is_imported_without_openssl() -> None:
    run(f"{WITHOUT}assert not {{'ssl', '_ssl', '_hashlib'}} & set(sys.modules)")


def test_tokens_and_digests_are_those_of_openssl() -> None:
    code = "import hashlib; from mockserver.access.signing import signed; print(signed({'sub': 'x'}, b'key'))"
    outputs = {
        subprocess.run([sys.executable, "-c", each], check=True, capture_output=True).stdout
        for each in (code, f"{WITHOUT}{code}")
    }
    assert len(outputs) == 1


def test_what_is_imported_later_has_tls() -> None:
    run(f"{WITHOUT}import http.client, ssl; http.client.HTTPSConnection('x', context=ssl.create_default_context())")


def test_openssl_that_is_loaded_already_stays() -> None:
    run(f"import asyncio, ssl\n{WITHOUT}assert asyncio.sslproto.ssl is ssl is sys.modules['ssl']")

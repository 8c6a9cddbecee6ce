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


def test_what_is_asked_beside_the_documents_needs_no_flask() -> None:
    asked = (
        f"{WITHOUT}import json, time\nfrom mockserver.hosts.hosting import Host, Served\n"
        "from mockserver.serving.server import pages_of\nfrom mockserver.settings import DEFAULT\n"
        "from specs import load\nfrom specs.messages import Request\n"
        "pages = pages_of(Host([Served(document=load('phonebridge-webapp@1.3.8'))], DEFAULT, time.time))\n"
        "headers = (('host', 'localhost'), ('content-type', 'application/json'))\n"
        "for method, page, body in (('GET', 'ready', b''), ('POST', 'tokens', b'{}'), ('GET', 'journal', b'')):\n"
        "    response = pages(Request(method, f'/__ringback/{page}', headers=headers, body=body), '127.0.0.1')\n"
        "    assert response.status in (200, 201), response\n"
    )
    run(f"{asked}assert not {{'flask', 'werkzeug', 'jinja2', 'mockserver.console.service'}} & set(sys.modules)")
    run(f"{asked}assert pages(Request('GET', '/__ringback/', headers=headers), '127.0.0.1').status == 200")

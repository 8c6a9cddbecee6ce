"""A client of the control interface that holds every answer against what the interface says of itself."""

from __future__ import annotations

from typing import Any

from mock_client import Answer, Api

import specs
from mockserver.control.service import _DOCUMENT
from mockserver.request.routing import Router
from specs.messages import Request, Response
from specs.validation import check_response

DOCUMENT = specs.load(_DOCUMENT)
ROUTER = Router(DOCUMENT, "")


def control(api: Api, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    """The answer of an operation of the control interface, which is as its document says."""
    answer = Api(api.url)(method, f"/__ringback{path}", body, headers)
    found = ROUTER.route(Request(method, f"/__ringback{path.partition('?')[0]}"))
    assert not isinstance(found, Response), path
    wrong = check_response(found[1], Response(answer.status, tuple(answer.headers.items()), answer.body))
    assert not wrong, (wrong, answer.body)
    return answer

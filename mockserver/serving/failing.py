"""What becomes of an exchange where something goes wrong in here."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Coroutine
from typing import Any

from mockserver.response import problems
from mockserver.response.problems import Refusal
from mockserver.serving.exchange import Exchange


async def finished(exchange: Exchange, work: Coroutine[Any, Any, None]) -> None:
    """Do what takes its time, and end the exchange whatever comes of it."""
    try:
        await work
    except Exception:
        failed(exchange)
    finally:
        exchange.cut()


def failed(exchange: Exchange) -> None:
    """Tell that something has gone wrong in here."""
    traceback.print_exc(file=sys.stderr)
    if not exchange.started:
        response = problems.response(500, Refusal(statuses=(500,), detail="The mock itself has failed."))
        length = ("content-length", str(len(response.body)))
        exchange.answer(500, (*response.headers, length), response.body)
    exchange.cut()

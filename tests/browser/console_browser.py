"""What tests of the console ask of a page of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

_PATIENCE = 120_000
"""Milliseconds: of a machine that has much else to do, too."""
expect.set_options(timeout=_PATIENCE)


@contextmanager
def watched(browser: Browser, origin: str, **options: object) -> Iterator[Page]:
    """A page in which nothing goes wrong: no error, nothing that a policy forbids, no request beyond the mock."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)  # type: ignore[arg-type]
    context.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('forbidden: ' + e.violatedDirective))"
    )
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("request", lambda asked: None if asked.url.startswith((origin, "data:")) else wrong.append(asked.url))
    try:
        yield page
    finally:
        context.close()
    assert not wrong, wrong

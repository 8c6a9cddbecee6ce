"""What tests of pages ask of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).with_name("axe.min.js")).read_text(encoding="utf-8")


def violations(page: Page, only: Sequence[str] = ()) -> list[str]:
    """What axe has to say of a page; of some of its rules, where those are named."""
    page.evaluate(AXE)
    asked = {"resultTypes": ["violations"], **({"runOnly": list(only)} if only else {})}
    told = page.evaluate("asked => axe.run(document, asked)", asked)
    return [f"{each['id']}: {node['html'][:200]}" for each in told["violations"] for node in each["nodes"]]

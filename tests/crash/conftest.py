from __future__ import annotations

import pytest
from crash_long import is_long
from crash_table import ROWS


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    long = is_long(metafunc.config)
    if "crash_row" in metafunc.fixturenames:
        metafunc.parametrize("crash_row", [name for name, row in ROWS.items() if long or not row.slow])
    if "full_row" in metafunc.fixturenames:
        metafunc.parametrize("full_row", [name for name, row in ROWS.items() if row.command and not row.slow])

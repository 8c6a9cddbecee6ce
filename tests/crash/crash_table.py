"""All that writes files, a row each."""

from __future__ import annotations

from collections.abc import Mapping

from crash_commands import COMMANDS
from crash_row import Row
from crash_stores import STORES

ROWS: Mapping[str, Row] = {**COMMANDS, **STORES}

"""What a test run can find: one row per check, by the failure codes of the test engine."""

from __future__ import annotations

from contracts.conformance.checks.table import (
    BEYOND,
    CHECKS,
    COULD_NOT_TEST,
    MADE_BY,
    NO_ANSWER,
    UNKNOWN,
    Check,
    check_of,
)

__all__ = ["BEYOND", "CHECKS", "COULD_NOT_TEST", "MADE_BY", "NO_ANSWER", "UNKNOWN", "Check", "check_of"]

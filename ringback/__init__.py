"""Contract tests, a mock server and compatibility reports for OpenAPI documents."""

from __future__ import annotations

__version__ = "0.1.0"

"""What the columns and tables of each migration are, where databases differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Text
from sqlalchemy.dialects.mysql import LONGTEXT

TEXT = Text().with_variant(LONGTEXT(), "mysql")
"""Of any length, as others have it."""
MYSQL: Mapping[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
"""Texts that differ in nothing but case are two, as elsewhere."""

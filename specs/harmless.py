"""What makes a text harmless to a terminal and to whoever reads it line by line."""

from __future__ import annotations

HARMLESS = {code: f"\\u{code:04x}" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)}
"""For ``str.translate``: control characters and line ends become their escapes."""

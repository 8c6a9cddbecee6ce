"""What the attacks borrow from the tests of what is attacked, and how many of them are made."""

from __future__ import annotations

import sys
from pathlib import Path

_TESTS = Path(__file__).parent.parent
sys.path[:0] = [str(_TESTS / "specs"), str(_TESTS / "mockserver")]

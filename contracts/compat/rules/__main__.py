"""``python -m contracts.compat.rules > docs/rules.md`` writes the page of all rules anew."""

from __future__ import annotations

import sys

from contracts.compat.rules import GROUPS
from contracts.render.rules import page

sys.stdout.write(page(GROUPS))

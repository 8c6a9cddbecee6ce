"""``python -m contracts.conformance.probes > docs/checks.md`` writes the page of all checks anew."""

from __future__ import annotations

import sys

from contracts.render.checks import page

sys.stdout.write(page())

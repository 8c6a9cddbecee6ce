"""Whether all that a bill of materials lists may be used beside the Apache licence: what may not is printed.

python -m benchmarks.licences BILL.cdx.json ends with 1 where there is any.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ALLOWED = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CNRI-Python ISC LGPL-3.0-only MIT MIT-0 MITNFA MPL-2.0 PSF-2.0 "
    "Python-2.0 Unlicense".split()
)
"""Licences of SPDX. Those that ask for changes to be given away (LGPL, MPL) ask it of files that we use unchanged."""
_CLASSIFIERS = re.compile(r"BSD|Apache Software|MIT|Mozilla Public|ISC|Python Software|Public Domain")
"""What older packages call theirs."""
UNTOLD = {
    "axe-playwright-python": "MIT, of the tests alone",
    "partd": "BSD-3-Clause, in its LICENSE.txt",
    "ringback": "ours",
}
"""Packages that do not tell theirs, and what it is."""


def forbidden(bill: Mapping[str, Any]) -> list[str]:
    """The packages of a bill whose licence is none that is allowed, each with what it tells."""
    packages = ((each["name"], list(_told(each.get("licenses", [])))) for each in bill["components"])
    wrong = ((name, told) for name, told in packages if not any(map(_fine, told)) and (told or name not in UNTOLD))
    return [f"{name}: {', '.join(told) or 'no licence told'}" for name, told in wrong]


def _told(licences: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for each in licences:
        named = each.get("license", {})
        yield each.get("expression") or named.get("id") or named.get("name", "")


def _fine(told: str) -> bool:
    if told.startswith("License ::"):
        return bool(_CLASSIFIERS.search(told))
    words = [word in ALLOWED for word in re.findall(r"[\w.+-]+", told) if word not in ("AND", "OR")]
    return bool(words) and (any(words) if " AND " not in told and " OR " in told else all(words))


if __name__ == "__main__":
    found = forbidden(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    print("\n".join(found))
    sys.exit(bool(found))

"""``python -m specs.sampling.locales`` writes the rows of the bundled locales anew, as the installed Faker has them."""

from __future__ import annotations

from specs.sampling.locales import BUNDLED, ROWS, file, made
from specs.sampling.names import KINDS
from specs.whole_files import write_whole

for locale in BUNDLED:
    rows = {kind: [made(kind, locale, number) for number in range(ROWS)] for kind in KINDS}
    blocks = ("\n".join([kind, *filter(None, own)]) for kind, own in rows.items() if None not in own)
    write_whole(file(locale), ("\n\n".join(blocks) + "\n").encode())

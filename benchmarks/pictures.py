"""The pictures of reports in docs/pictures, taken anew of reports/ by Chromium: ``python benchmarks/pictures.py``."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[1]
REPORTS = HOUSE / "reports" / "phonebridge-webapp"
PICTURES = {"series.png": ("index.html", 1090), "step.png": ("1.3.7-to-1.3.8.html", 780)}
"""By file, the page that it shows and how many pixels of its height."""
_WIDTH = 1000


def main() -> None:
    """Take each picture, of the top of its page."""
    browser = shutil.which("chromium")
    if browser is None:
        sys.exit("install Debian's chromium")
    folder = HOUSE / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    for name, (page, height) in PICTURES.items():
        size = f"--window-size={_WIDTH},{height}"
        shot = [browser, "--headless", "--no-sandbox", "--hide-scrollbars", size, f"--screenshot={folder / name}"]
        subprocess.run([*shot, (REPORTS / page).as_uri()], check=True, capture_output=True)  # noqa: S603 - our own arguments
        sys.stdout.write(f"{name}: {(folder / name).stat().st_size / 1e3:.0f} kB\n")


if __name__ == "__main__":
    main()

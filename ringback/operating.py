"""How a server is run: who may control it, what it tells, whether it goes with its files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ringback import kinds, recording
from ringback.grouping import as_one

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Host, Served
    from mockserver.serving.server import Ending
    from mockserver.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Operating:
    """How a server is run.

    Attributes:
        control: whether it can be asked about itself.
        control_token: what those have to show who do; None where only programs on this machine may.
        control_hosts: names under which they may.
        console: whether it has pages for people.
        console_changes: value of the ``Changes`` that they allow.
        journal: how many exchanges it remembers.
        watch: whether changes of its files are served.
        log_format: ``text``, ``json`` or ``none``; None for what suits where standard error goes.
        log_level: ``info``, ``warning`` or ``error``.
        record: where exchanges are written to; None for nowhere.
        drain: see ``Ending``, as for ``grace``.
    """

    control: bool
    control_token: str | None
    control_hosts: tuple[str, ...]
    console: bool
    console_changes: str
    journal: int
    watch: bool
    log_format: str | None
    log_level: str
    record: Path | None
    drain: float
    grace: float

    @property
    def ending(self) -> Ending:
        """How it ends."""
        from mockserver.serving.server import Ending

        return Ending(self.drain, self.grace)

    @property
    def settings(self) -> dict[str, Any]:
        """What of it are settings of the mocks."""
        from mockserver.settings import Changes, journal_of

        names = ("control", "control_token", "control_hosts", "console")
        told = {name: getattr(self, name) for name in names}
        return told | journal_of(self.journal) | {"console_changes": Changes(self.console_changes)}

    def demand_recordable(self, workers: int) -> None:
        """Raises UsageError: what several processes have answered, none of them has."""
        if workers > 1 and self.record and self.record.suffix not in recording.LINES:
            told = f"several workers write an exchange a line: call the file {self.record.stem}.ndjson"
            raise click.UsageError(f"--record: {told}")

    def begin(
        self, host: Host, load: Callable[[], Sequence[Served]], settings: Callable[[], Settings], others: Iterable[Path]
    ) -> Callable[[], None]:
        """Begin to watch, to record and to log, as far as that is wanted; what ends it, and may raise MockError.

        Args:
            host: what is run.
            load: reads its documents.
            settings: reads its configuration.
            others: files beside those that the documents consist of.
        """
        if self.watch:
            from ringback.reloading import Reloading

            Reloading(host, load, settings, others, host.clock).start()
        recorded = recording.begin(self.record, host) if self.record else lambda: None
        shown = self.log_format or ("text" if sys.stderr.isatty() else "none")
        if shown == "none":
            return recorded
        from mockserver.observing.log import Level, Log

        log = Log(sys.stderr, shown, Level(self.log_level))
        host.journal.listen(log.note)

        def ended() -> None:
            log.close()
            recorded()

        return ended


operating_options = as_one(
    "operating",
    Operating,
    click.option(
        "--control/--no-control",
        default=True,
        show_default=True,
        help="Answer below /__ringback/ for the server itself: health, journal, clock and so on.",
    ),
    click.option(
        "--control-token",
        metavar="TOKEN",
        envvar="RINGBACK_CONTROL_TOKEN",
        show_envvar=True,
        help="What has to be shown there as a bearer token; without one only this machine is answered.",
    ),
    click.option(
        "--control-host",
        "control_hosts",
        type=kinds.NAME,
        metavar="NAME",
        multiple=True,
        help="A name under which it may be asked, beside localhost and IP addresses; repeatable.",
    ),
    click.option(
        "--console/--no-console",
        default=True,
        show_default=True,
        help="Show there, in a browser, what the server does, and let it be changed.",
    ),
    click.option(
        "--console-changes",
        type=click.Choice(["never", "local", "all"]),
        default="local",
        show_default=True,
        help="Who may change something in the browser: nobody, browsers on this machine, or whoever has the token.",
    ),
    click.option(
        "--journal",
        type=kinds.Whole(1),
        default=1000,
        show_default=True,
        metavar="NUMBER",
        help="How many exchanges are remembered, the last ones.",
    ),
    click.option(
        "-w",
        "--watch",
        is_flag=True,
        help="Go with changes of the documents, of what they refer to, of overlays, and of the overrides and faults in "
        "ringback.toml. What is remembered stays.",
    ),
    click.option(
        "--log-format",
        type=click.Choice(["text", "json", "none"]),
        help="Print a line for each exchange. Without it: text where standard error is a terminal, else none.",
    ),
    click.option(
        "--log-level",
        type=click.Choice(["info", "warning", "error"]),
        default="info",
        show_default=True,
        help="Lines for all exchanges, for those with violations or a status from 400 on, from 500 on.",
    ),
    click.option(
        "--record",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write exchanges to FILE, without secrets: one a line as they come (.ndjson, .jsonl), else those of the "
        "journal as an HTTP Archive (HAR) at the end.",
    ),
    click.option(
        "--drain",
        type=kinds.Number(0),
        default=0,
        show_default=True,
        metavar="SECONDS",
        help="After SIGTERM go on for so long, not ready (/__ringback/ready), and close each connection with its next "
        "answer, so that a load balancer leads clients elsewhere and none is refused.",
    ),
    click.option(
        "--grace",
        type=kinds.Number(0),
        default=1,
        show_default=True,
        metavar="SECONDS",
        help="Then, or after Ctrl-C, requests that have begun may take so long.",
    ),
)
"""The options of running a server; a command gets them as ``operating``."""

"""How the help of a command is laid out: options under headings, and names that no line break tears apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click

from ringback.config.options import keys

_ALL = "Options"
_REST = "Running"
HEADINGS: dict[str, tuple[str, ...]] = {
    "Reading documents": (
        "overlays",
        "overlays_old",
        "overlays_new",
        "strict",
        "ref_roots",
        "ref_hosts",
        "against",
    ),
    "The traffic": ("recordings", "by", "expected"),
    "Listening": ("port", "host", "workers", "version_by", "cors", "max_body", "drain", "grace"),
    "The upstream": (
        "upstreams",
        "connect_timeout",
        "read_timeout",
        "preserve_host",
        "forwarded",
        "rewrite",
        "ca",
        "insecure",
        "mock_missing",
    ),
    "Judging": ("validate", "errors", "enforce", "hold"),
    "Credentials": (
        "auth",
        "accounts",
        "token_lifetime",
        "issuer",
        "audience",
        "auto_consent",
        "certificate_header",
    ),
    "What is made up": ("seed", "dynamic", "items", "state_from", "state", "share", "locale"),
    "Making things go wrong": ("latency", "faults"),
    "Control": ("control", "control_token", "control_hosts", "console", "console_changes"),
    "Callbacks and webhooks": ("callbacks", "callback_hosts"),
    "Testing": (
        "verify",
        "certificate",
        "url",
        "application",
        "allow_writes",
        "stock",
        "operations",
        "without_operations",
        "phases",
        "data",
        "max_examples",
        "max_time",
        "threads",
        "examples",
        "shard",
        "scheduler",
    ),
    "What is checked": ("only", "without", "chosen", "max_response_time"),
    "The client": ("handled", "timeout", "max_runs", "mixes", "time_limit"),
    "A live account": ("live", "writes", "account", "plan"),
    "What is kept": ("journal", "resume", "runs"),
    "The report": (
        "parts",
        "format_",
        "outputs",
        "report",
        "record",
        "level",
        "open_objects",
        "fail_on",
        "min_coverage",
        "fail_on_violations",
    ),
    "What was decided": ("released", "earlier", "baselines"),
    _REST: ("explain", "watch", "log_format", "log_level", "quiet", "config"),
}
"""The parameters of commands by the heading they stand under, in the order of both; ``--help`` comes last."""
_FEW = 11
"""Options that need no headings."""
_PLAIN = {ord("\N{NON-BREAKING HYPHEN}"): "-", ord("\N{NO-BREAK SPACE}"): " "}
"""What stands for characters at which no line may break, while lines are broken."""
_LABEL = re.compile(r"\[(?:default|env var): ")


class _Formatter(click.HelpFormatter):
    """Wraps at spaces only: ``phonebridge-webapp@1.3.8`` is to be copied whole."""

    def write_text(self, text: str) -> None:
        super().write_text(_held(text))

    def write_dl(self, rows: Any, col_max: int = 30, col_spacing: int = 2) -> None:
        whole = [(name, _held(told)) for name, told in rows]
        super().write_dl(whole, col_max, col_spacing)

    def getvalue(self) -> str:
        return super().getvalue().translate(_PLAIN)


def _held(text: str) -> str:
    labels = _LABEL.sub(lambda label: label[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    return labels.replace("-", "\N{NON-BREAKING HYPHEN}")


class _Context(click.Context):
    formatter_class = _Formatter

    def __init__(self, *args: Any, **settings: Any) -> None:
        # here and not where the commands are put together: click keeps the first help option that it makes
        super().__init__(*args, **{"help_option_names": ["-h", "--help"], **settings})


class Command(click.Command):
    """A command whose many options stand under ``HEADINGS``, and have variables of the environment by their flags."""

    context_class = _Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the options; one that is repeatable is called otherwise inside, and by its flag outside."""
        for key, option in keys(self):
            if isinstance(option, click.Option) and option.envvar is None and ctx.auto_envvar_prefix:
                option.envvar = f"{ctx.auto_envvar_prefix}_{key.upper()}"
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, under headings where there are many."""
        for heading, options in self._under_headings(ctx):
            records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)

    def _under_headings(self, ctx: click.Context) -> Iterator[tuple[str, list[click.Option]]]:
        options = {each.name: each for each in self.get_params(ctx) if isinstance(each, click.Option)}
        if len(options) <= _FEW:
            yield _ALL, list(options.values())
            return
        for heading, names in HEADINGS.items():
            here = [options.pop(name) for name in names if name in options]
            yield heading, [*here, *options.values()] if heading == _REST else here


class Group(click.Group):
    """A command of commands."""

    context_class = _Context
    command_class = Command

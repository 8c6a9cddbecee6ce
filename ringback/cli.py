"""The command line: parses, calls one function, prints, sets the exit code (0 clean, 1 findings, 2 could not run)."""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import sys

import click

from ringback import __version__
from ringback.headings import Group

COMMANDS = {
    "baseline": "Accept the findings of a report, in a file that people review.",
    "changelog": "Tell what is new between two documents, for the people who use the API.",
    "cleanup": "Delete what a run against a live account created and could not take away.",
    "compare": "Tell what is new, fixed, flaky and slower in one test run beside another.",
    "compare-live": "Tell whether what a server publishes still matches a document.",
    "diff": "Compare two documents: what breaks, for whom, and the message that shows it.",
    "explain": "Tell what a rule of ringback diff means, with an example.",
    "impact": "Tell which consumers a new release breaks, from recorded calls.",
    "init": "Write a configuration and a workflow for the repository around the current folder.",
    "matrix": "Tell what breaks between any two of several documents.",
    "merge": "Make one report of the shards of a run.",
    "mock": "Serve a document as an API that keeps its own contract.",
    "mutate": "Tell which faults of a server a test suite notices.",
    "proxy": "Stand between clients and a server, and tell where either breaks the document.",
    "replay": "Print one response of a mock again, from its token.",
    "report": "Write the compatibility reports of a whole series of releases.",
    "runs": "List the test runs that are kept, or delete old ones.",
    "specs": "List, show, check and replace the documents of the catalogue.",
    "stress-client": "Tell which valid answers break a client, each as small as it can be.",
    "subset": "Tell whether one API is truly a part of another.",
    "test": "Test a server (or our own mock) against a document.",
    "tour": "See the three jobs of ringback done on phonebridge in under a minute.",
}
"""Each is the function of the same name (``_`` for ``-``) in the module of that name under ``ringback.commands``."""


class _Commands(Group):
    """Imports a command's module only when it is called: the mock must start without the fuzzer."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(importlib.import_module(f"ringback.commands.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.command(cls=_Commands, context_settings={"auto_envvar_prefix": "RINGBACK"})
@click.version_option(__version__, prog_name="ringback")
def cli() -> None:
    """Contract tests, a mock server and compatibility reports for OpenAPI documents.

    A document is a path, a URL, - for standard input, or a catalogue name such as phonebridge-webapp@1.3.8.
    """


_COMPARING = frozenset({"changelog", "diff", "subset"})
"""Commands to which both documents are of use until they end: millions of objects that are not worth searching."""


def main() -> None:
    """Entry point of the ``ringback`` command."""
    if _COMPARING.intersection(sys.argv[1:2]):
        gc.disable()
    try:
        code = cli.main(prog_name="ringback", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = 2
    except click.ClickException as error:
        from ringback import usage
        from specs.harmless import told

        click.echo(f"ringback: {told(usage.told(error))}", err=True)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        code = 130
    except BrokenPipeError:
        code = 0
    except OSError as error:
        if error.errno not in _NO_ROOM or error.filename is not None:
            raise
        with contextlib.suppress(OSError):  # else the interpreter tries once more, at its end
            sys.stdout.close()
        with contextlib.suppress(OSError):  # that may be full, too
            click.echo(f"ringback: the output cannot be written: {(error.strerror or '').lower()}", err=True)
        code = 2
    except Exception as error:
        if not _explains_itself(error):
            raise
        from specs.harmless import visible

        click.echo(f"ringback: {visible(str(error))}", err=True)
        code = 2
    gc.freeze()  # what is left ends with the process: Python would search it for garbage first, twice
    sys.exit(code if isinstance(code, int) else 0)


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What is said where what a command prints is to be kept, and cannot be."""
_FOR_READERS = frozenset({"ConfigError", "ContractError", "MockError", "SpecError"})


def _explains_itself(error: Exception) -> bool:
    """Whether an error was made for a reader. Looked up by name, so that no room is imported for it."""
    return any(kind.__name__ in _FOR_READERS for kind in type(error).__mro__)

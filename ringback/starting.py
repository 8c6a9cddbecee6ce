"""What a repository has that a configuration to start with should say, and that configuration."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import ContractError
from specs.revisions import asked

_FIRST = 4096
"""Bytes of a file in which it says that it is a document."""
_MOST = 50
"""Documents that are named."""
_IS_A_DOCUMENT = re.compile(rb"""^\s*\{?\s*["']?(openapi|swagger)["']?\s*:\s*["']?[23]\.""", re.MULTILINE)
_ENDINGS = (".yaml", ".yml", ".json")
_GITLAB = ".gitlab-ci.yml"
_GITLAB_JOB = "ringback.gitlab-ci.yml"
_GITHUB_JOB = ".github/workflows/ringback.yml"


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a repository.

    Attributes:
        top: its root.
        documents: the paths of its documents from there.
        branch: the branch that changes are merged into.
        gitlab: whether GitLab builds it, by its files.
    """

    top: Path
    documents: tuple[str, ...]
    branch: str
    gitlab: bool


def look(folder: Path) -> Found:
    """What the repository around a folder has.

    Raises:
        ContractError: there is none, or no document in it.
    """
    root = asked("rev-parse", "--show-toplevel", folder=folder)
    if root is None:
        raise ContractError("the current folder is in no Git repository", hint="run it in the folder of one")
    top = Path(root)
    documents = tuple(_documents(top))
    if not documents:
        raise ContractError(
            f"no OpenAPI document was found among the files that Git knows in {top}",
            hint="git add it first; it has to begin with openapi: or swagger:",
        )
    return Found(top, documents[:_MOST], _branch(top), (top / _GITLAB).exists())


def _documents(top: Path) -> Iterator[str]:
    told = asked("ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=top) or ""
    for name in sorted(each for each in told.split("\0") if each.endswith(_ENDINGS) and each.isprintable()):
        try:
            with (top / name).open("rb") as file:
                if _IS_A_DOCUMENT.search(file.read(_FIRST)):
                    yield name
        except OSError:  # deleted in the working tree, or a link to nowhere
            continue


def _branch(top: Path) -> str:
    remote = asked("symbolic-ref", "--short", "refs/remotes/origin/HEAD", folder=top)
    if remote:
        return remote.removeprefix("origin/")
    known = (asked("for-each-ref", "--format=%(refname:short)", "refs/heads", folder=top) or "").splitlines()
    likely = [each for each in ("main", "master", "trunk") if each in known]
    return likely[0] if likely else (asked("symbolic-ref", "--short", "HEAD", folder=top) or "main")


def files(found: Found) -> dict[str, str]:
    """What to write, by its path from the root."""
    job = {_GITLAB_JOB: _gitlab(found)} if found.gitlab else {_GITHUB_JOB: _github(found)}
    return {"ringback.toml": _configuration(found), **job}


def _configuration(found: Found) -> str:
    others = "".join(f"# {each}\n" for each in found.documents[1:])
    more = f"# Further documents are served below prefixes, such as billing.yaml@/billing:\n{others}" if others else ""
    return f"""\
# What can stand here is told by docs/configuration.md: each option of a command under its name, with underscores.

[mock]
specs = [{json.dumps(found.documents[0], ensure_ascii=False)}]
{more}
[diff]
# What must not break: wire (running clients), code (generated code, too) or behaviour (what is documented, too).
level = "wire"
# The mildest finding that fails: breaking, unproven, warning, note or none.
fail_on = "breaking"

# What may pass, why, and until when:
# [[diff.ignore]]
# rule = "operation-removed"
# operation = "/internal/**"
# reason = "nobody outside calls it"
# until = 2027-12-31
"""


def _github(found: Found) -> str:
    return f"""\
name: API
on:
  pull_request:
  push:
    branches: [{json.dumps(found.branch)}]
permissions:
  contents: read
jobs:
  ringback:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install ringback
      - name: What breaks
        env:
          BASE: ${{{{ github.event.pull_request.base.sha || github.event.before }}}}
        run: |
          # the first push of a branch has nothing before it
          git cat-file -e "$BASE^{{commit}}" 2>/dev/null || BASE={shlex.quote(f"origin/{found.branch}")}
          ringback diff --against "$BASE" --output github=- --output report.html -- \\
            {_words(found)}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: ringback
          path: report.html
"""


def _gitlab(found: Found) -> str:
    return f"""\
# In {_GITLAB}: include: [{{local: {_GITLAB_JOB}}}]
ringback:
  image: python:3.12
  variables:
    GIT_DEPTH: 0
  before_script:
    - pip install --quiet ringback
  script:
    - |
      BASE="${{CI_MERGE_REQUEST_DIFF_BASE_SHA:-$CI_COMMIT_BEFORE_SHA}}"
      # the first push of a branch has nothing before it
      git cat-file -e "$BASE^{{commit}}" 2>/dev/null || BASE="origin/$CI_DEFAULT_BRANCH"
      ringback diff --against "$BASE" \\
        --output - --output report.html --output junit.xml --output gitlab=gl-code-quality-report.json -- \\
        {_words(found)}
  artifacts:
    when: always
    paths: [report.html]
    reports:
      junit: junit.xml
      codequality: gl-code-quality-report.json
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
"""


def _words(found: Found) -> str:
    return " ".join(map(shlex.quote, found.documents))

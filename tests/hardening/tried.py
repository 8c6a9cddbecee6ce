"""Does with each hostile document what a user would, each deed in a process of its own that has all modules already.

python tried.py DEED FILE ... prints a JSON line for each file: what was said, fair CPU seconds and peak megabytes. A
deed is bounded from outside, too: after SECONDS of CPU the process is ended.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable

from pace import fair

SECONDS, SECONDS_FOR_ONE, SECONDS_FOR_ALL = 30, 1.5, 1


def loaded(file: str) -> None:
    from specs import load

    _ = load(file).operations


def checked(file: str) -> None:
    from ringback.cli import cli

    cli.main(["specs", "check", file], standalone_mode=False)


def mocked(file: str) -> None:
    from mockserver.app import create_app
    from specs import load

    create_app(load(file))


def sampled(file: str) -> None:
    from specs import load
    from specs.sampling import Unsatisfiable, sample
    from specs.sites import sites

    begun = time.process_time()
    for site in sites(load(file)):
        start = time.process_time()
        with contextlib.suppress(Unsatisfiable):
            sample(site.schema, site.direction, 1)
        assert fair(time.process_time() - start) < SECONDS_FOR_ONE
        if time.process_time() - begun > SECONDS_FOR_ALL:  # there may be thousands, and each was quick
            return


DEEDS: dict[str, Callable[[str], None]] = {"load": loaded, "check": checked, "mock": mocked, "sample": sampled}


def warmed() -> None:
    """All that is imported on the way is imported once, before the first fork."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for deed in DEEDS.values():
            deed("phonebridge-client")


def alone(deed: Callable[[str], None], file: str) -> dict[str, object]:
    """What a process of its own said, and what it took."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        os.chdir(os.path.dirname(file))  # noqa: PTH120
        said = told(deed, os.path.basename(file))  # noqa: PTH119
        os.write(writer, said.encode("utf-8", "replace")[:60_000])
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:  # noqa: PTH123
        said = pipe.read().decode()
    _, status, used = os.wait4(child, 0)
    megabytes = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return {"said": said, "status": status, "seconds": fair(used.ru_utime + used.ru_stime), "megabytes": megabytes}


def told(deed: Callable[[str], None], file: str) -> str:
    """ "" where it was done, else the one line of an error that explains itself, else a traceback."""
    from specs.errors import SpecError

    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            deed(file)
    except SpecError as error:
        return str(error)
    except BaseException:
        return "Traceback" + traceback.format_exc()[-3000:]
    return ""


if __name__ == "__main__":
    warmed()
    for path in sys.argv[2:]:
        print(json.dumps({"file": path, **alone(DEEDS[sys.argv[1]], path)}), flush=True)  # noqa: T201

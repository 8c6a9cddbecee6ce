"""Units on the workers of Dask: of a cluster of this machine, for as long as there is work, or of one that runs.

Dask pickles what goes between the processes of one user, and whoever reaches its scheduler can run code on all of them.
So the cluster of this machine listens on loopback alone and takes nobody without its certificate.
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any

from contracts.compat.aside import cores
from contracts.errors import ContractError
from contracts.interrupts import interruptible, uninterrupted
from contracts.runs.about import versions

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from distributed import Client, Future

    from ringback.shards.jobs import Job, Outcomes

_LOCAL = re.compile(r"local(?::([1-9]\d{0,2}))?")
_ADDRESS = re.compile(r"(?:tcp|tls|ws|wss|ucx|inproc)://\S+")
_CONNECT_SECONDS = 10
_LOOK_EVERY = 0.2
"""Seconds after which it is asked again whether a run is interrupted."""
_OURS: dict[str, Any] = {
    # Dask serves nothing over HTTP, to nobody.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # A unit is given to who has nothing to do, and waits with nobody behind another.
    "distributed.scheduler.worker-saturation": 1.0,
    # Asking a hundred times a second where threads are hangs CPython 3.11 before 3.11.12: python/cpython#106883.
    "distributed.worker.profile.enabled": False,
    # Findings are small and kept: a worker has nothing to put on a disk, and one that waited for memory would for ever.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    # On a machine that is very busy workers take long to start; where none can be started, that is told.
    "distributed.comm.timeouts.connect": "120s",
    "distributed.scheduler.no-workers-timeout": "300s",
}
"""How Dask is set up on this machine."""
_OUT_OF_MEMORY = "worker-restart-memory"
"""What Dask calls that a worker was ended because it had more memory than its share."""
_HINT = "write local, local:4 for four workers, or tcp://HOST:PORT"


def done(job: Job, where: str, progress: Callable[[int, int], None]) -> Outcomes:
    """Have a job done.

    Args:
        job: what to do.
        where: ``local``, ``local:N``, or the address of a scheduler.
        progress: called with how many units are done, and of how many.

    Raises:
        ContractError: there is no such cluster, or a unit cannot be done, or ended each worker that tried.
        KeyboardInterrupt: it was interrupted; what nobody had begun is not done.
    """
    count = job.units()
    progress(0, count)
    if not count:
        return {}
    with interruptible() as asked, connected(where, count) as client:
        return work(client, job, progress, asked)


def work(client: Client, job: Job, progress: Callable[[int, int], None], asked: Event) -> Outcomes:
    """Have a job done by the workers of a client; ``asked`` is set by who wants it to end."""
    task = client.submit(_same, job, pure=False)
    # Those first that may take long: Dask orders by priority, and else as it likes.
    futures = {client.submit(_do, task, unit, pure=False, priority=-unit): unit for unit in range(job.units())}
    return dict(_gathered(client, futures, asked, progress))


def _same(job: Job) -> Job:
    """The job, once for each worker; unlike what is scattered, it can be had again when a worker is gone."""
    return job


def _do(job: Job, unit: int) -> Any:
    # Hypothesis warns of whoever uses the module random meanwhile; it is Dask's own threads here, and no strategy.
    warnings.filterwarnings("ignore", message="Do not use the `random` module inside strategies")
    if sys.version_info < (3, 11, 12):
        _stop_profiling()
    return job.do(unit)


def _stop_profiling() -> None:
    """End the profile of a worker that somebody else started: it hangs CPython, see above."""
    from distributed import get_worker
    from distributed.utils import sync

    worker = get_worker()
    profile = worker.periodic_callbacks.get("profile")

    async def stop() -> None:
        profile.stop()

    if profile is not None and profile.is_running():
        sync(worker.loop, stop)


def _gathered(
    client: Client, futures: dict[Future, int], asked: Event, progress: Callable[[int, int], None]
) -> Iterator[tuple[int, Any]]:
    over: Queue[Future] = Queue()
    for future in futures:
        future.add_done_callback(over.put)
    try:
        for number in range(1, len(futures) + 1):
            future = _next(over, asked)
            yield futures[future], _result(client, future)
            progress(number, len(futures))
    finally:
        with suppress(Exception):  # who has lost the scheduler has nobody to tell
            client.cancel(list(futures), force=True)


def _next(over: Queue[Future], asked: Event) -> Future:
    while not asked.is_set():
        with suppress(Empty):
            return over.get(timeout=_LOOK_EVERY)
    raise KeyboardInterrupt


def _result(client: Client, future: Future) -> Any:
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.scheduler import NoWorkerError

    try:
        return future.result()
    except KilledWorker as error:
        last = error.last_worker
        told = f"a part of the work ended each of {error.allowed_failures + 1} workers that tried it, the last one "
        if last.address in {event["worker"] for _, event in client.get_events(_OUT_OF_MEMORY)}:
            told += f"{last.address} when it had more memory than its share of {_gigabytes(last.memory_limit)}"
            raise ContractError(told, hint="take fewer workers, each of which then has more") from None
        raise ContractError(told + last.address, hint="see whether the machine has memory enough") from None
    except NoWorkerError:
        told = "no worker is left, and none could be started"
        if client.get_events(_OUT_OF_MEMORY):
            told += "; the last ones ended when they had more memory than their share"
        raise ContractError(told, hint="see whether the machine has memory enough, or take fewer workers") from None
    except CancelledError:
        raise ContractError("the scheduler gave the work up", hint="see whether it still runs") from None


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"


@contextmanager
def connected(where: str, units: int) -> Iterator[Client]:
    """A connection to workers for so many units, as ``done`` names them; those of this machine end with it."""
    local = _LOCAL.fullmatch(where)
    if local is None and not _ADDRESS.fullmatch(where):
        raise ContractError(f"{where!r} is no scheduler", hint=_HINT)
    try:
        import distributed
    except ImportError as error:
        raise ContractError("--scheduler needs a further package", hint="pip install 'ringback[cluster]'") from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what of it a reader can use is told as an error
    if local is not None:
        with _here(int(local[1] or 0), units) as client:
            yield client
        return
    try:
        client = distributed.Client(where, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ContractError(f"no Dask scheduler answers at {where}", hint=_HINT) from error
    with client:
        _demand_alike(client)
        yield client


@contextmanager
def _here(wanted: int, units: int) -> Iterator[Client]:
    """Workers of this machine, one for each core unless another number is wanted, and no more than there are units."""
    import dask.config
    from distributed import Client, LocalCluster, Security
    from distributed.system import MEMORY_LIMIT

    workers = min(wanted or cores(), units)
    with tempfile.TemporaryDirectory(prefix="ringback-") as folder, dask.config.set(_OURS):
        with uninterrupted():  # workers do not hear Ctrl-C: this process ends them
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                memory_limit=MEMORY_LIMIT // workers,
                host="127.0.0.1",
                protocol="tls",
                security=Security.temporary(),
                dashboard_address="127.0.0.1:0",
                local_directory=folder,
                silence_logs=logging.CRITICAL,
            )
        with cluster, Client(cluster, set_as_default=False) as client:
            yield client


def _demand_alike(client: Client) -> None:
    """Findings are the same wherever they are made only where the same is installed."""
    told = client.run(versions)
    if not told:
        raise ContractError("the cluster has no worker", hint="start some: dask worker ADDRESS")
    other = next((worker for worker, there in told.items() if there != versions()), None)
    if other is not None:
        raise ContractError(
            f"worker {other} has other versions: {_named(told[other])} where {_named(versions())} is here",
            hint="install the same ringback there",
        )


def _named(there: Any) -> str:
    return ", ".join(f"{name} {version}" for name, version in there.items()) or "none"

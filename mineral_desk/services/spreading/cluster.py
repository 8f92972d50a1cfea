"""The scheduler of other computers, by Dask distributed: the only file that knows it.

Nothing of Dask is imported before :func:`cluster` is called. Dask's own processes exchange pickles, so the scheduler
must be the museum's own; ``tls://`` addresses take their certificates from Dask's configuration.
"""

import logging
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from mineral_desk.domain.errors import ClusterError, UsageError
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.domain.record_numbers import path_to_text
from mineral_desk.services.spreading.parcels import Answer, Parcel
from mineral_desk.services.spreading.work import sees

_LOOK_S = 2.0
"""How often it is looked whether there are workers at all, while an answer is waited for."""


class WorkersDied(Exception):
    """Every worker that had the task died: Dask gives it up."""


class SchedulerLost(Exception):
    """The connection to the scheduler broke, and all tasks with it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for the scheduler to answer, for a first worker, and for workers to come back."""

    scheduler_s: float = 10.0
    first_worker_s: float = 30.0
    workers_gone_s: float = 60.0


@dataclass(slots=True)
class Cluster:
    """A scheduler with its workers. The methods raise :class:`ClusterError` where it cannot be used any more."""

    address: str
    patience: Patience
    _client: Any
    _tasks: set[Any] = field(default_factory=set)
    _threads: int = 1
    _looked_at: float = 0.0

    def threads(self) -> int:
        """How many tasks the workers do at once; workers come and go, so it is looked up again now and then."""
        if time.monotonic() - self._looked_at > _LOOK_S:
            self._looked_at = time.monotonic()
            with suppress(Exception):  # a scheduler that is away is told where an answer is waited for
                self._threads = max(sum(self._client.nthreads().values()), 1)
        return self._threads

    def sees(self, photo: Photo) -> bool:
        """Whether every worker has that very file in the same place."""
        try:
            found = self._client.run(sees, path_to_text(photo.path.absolute()), photo.sha256, on_error="return")
        except Exception as fault:
            raise self._unable(fault) from fault
        for answer in found.values():
            if isinstance(answer, ImportError):
                raise self._unable(answer) from answer
        return bool(found) and all(answer is True for answer in found.values())

    def submit(self, work: Callable[[Parcel], Answer], sent: Parcel) -> Any:
        """Hand a task over; returns what :meth:`wait` takes."""
        try:
            task = self._client.submit(work, sent, key=f"mineral-desk-{uuid.uuid4()}", pure=False)
        except Exception as fault:
            raise self._unable(fault) from fault
        self._tasks.add(task)
        return task

    def wait(self, task: Any) -> Answer:
        """The answer of a task. Raises :class:`WorkersDied`, :class:`SchedulerLost`."""
        from distributed import KilledWorker  # noqa: PLC0415

        alone_since: float | None = None
        try:
            while True:
                try:
                    answer: Answer = task.result(timeout=_LOOK_S)
                    return answer
                except TimeoutError:
                    alone_since = self._alone_since(alone_since)
        except KilledWorker as fault:
            raise WorkersDied from fault
        except CancelledError as fault:
            raise SchedulerLost from fault
        except ClusterError:
            raise
        except Exception as fault:
            raise self._unable(fault) from fault
        finally:
            self._tasks.discard(task)
            task.release()

    def settle(self, tasks: list[Any]) -> None:
        """Wait until none of these tasks waits or runs any more, however it ends; they keep their answers."""
        alone_since: float | None = None
        while not all(task.done() for task in tasks):
            time.sleep(0.1)
            alone_since = self._alone_since(alone_since)

    def wait_for_scheduler(self) -> None:
        """Wait until the scheduler is back, with a worker."""
        deadline = time.monotonic() + self.patience.scheduler_s
        while self._client.status != "running":
            if self._client.status == "closed" or time.monotonic() > deadline:
                raise ClusterError(
                    said("The scheduler at {address} stopped answering.", address=self.address),
                    "Start it and its workers again, then repeat the command; with a catalogue it goes on from here.",
                )
            time.sleep(0.1)
        self.wait_for_worker()

    def wait_for_worker(self) -> None:
        """Wait for a first worker."""
        try:
            self._client.wait_for_workers(1, timeout=self.patience.first_worker_s)
        except TimeoutError as fault:
            raise ClusterError(
                said(
                    "No worker has joined the scheduler at {address} within {seconds:g} s.",
                    address=self.address,
                    seconds=self.patience.first_worker_s,
                ),
                said("Start one on each computer that is to help: dask worker {address}", address=self.address),
            ) from fault
        except Exception as fault:
            raise self._unable(fault) from fault

    def close(self) -> None:
        """Take back what is not done yet, and leave."""
        with suppress(Exception):
            if self._tasks and self._client.status == "running":
                self._client.cancel(list(self._tasks))
        with suppress(Exception):
            self._client.close(timeout=2)

    def _alone_since(self, since: float | None) -> float | None:
        """The moment from which on there were no workers; None while there are some."""
        try:
            some = self._client.status != "running" or self._client.nthreads()
        except Exception:
            some = True  # the scheduler is leaving, which the tasks themselves will tell
        if some:
            return None
        now = time.monotonic()
        if since is not None and now - since > self.patience.workers_gone_s:
            raise ClusterError(
                said("All workers of the scheduler at {address} are gone.", address=self.address),
                said("Start them again (dask worker {address}), then repeat the command.", address=self.address),
            )
        return now if since is None else since

    def _unable(self, fault: BaseException) -> ClusterError:
        if isinstance(fault, ImportError) or "deserializ" in str(fault):
            return ClusterError(
                said(
                    "The scheduler at {address}, or one of its workers, does not have this Mineral Desk.",
                    address=self.address,
                ),
                'Install the same version there: pip install "mineral-desk[spread]"; then start them again.',
            )
        words = said(
            "The computers at {address} could not do the work: {reason}.",
            address=self.address,
            reason=_first_line(fault),
        )
        return ClusterError(words, "Look at what scheduler and workers say where they were started.")


@contextmanager
def cluster(address: str, patience: Patience = Patience()) -> Iterator[Cluster]:
    """Connect to the scheduler at ``address`` (``tcp://HOST:8786``, ``tls://...``) and wait for a first worker.

    Raises :class:`UsageError` where Dask is not installed or the address makes no sense, and :class:`ClusterError`.
    """
    try:
        import dask  # noqa: PLC0415  an extra; without --scheduler nothing of it is imported
        import distributed  # noqa: PLC0415
    except ImportError as absent:
        raise UsageError(
            "Spreading the work over several computers needs a part that is not installed.",
            'Install it with: pip install "mineral-desk[spread]"',
        ) from absent
    _hush()
    _check_address(address)
    # photos are large on purpose
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}):
        try:
            with warnings.catch_warnings(action="ignore"):  # other versions of packages are none of the user's concern
                client = distributed.Client(address, timeout=patience.scheduler_s, set_as_default=False)
        except OSError as fault:
            raise ClusterError(
                said("No scheduler answers at {address}.", address=address),
                "Start one with: dask scheduler; then check the address, and that the firewall lets it through.",
            ) from fault
        found = Cluster(address, patience, client)
        try:
            found.wait_for_worker()
            yield found
        finally:
            found.close()


def _check_address(address: str) -> None:
    """Raise :class:`UsageError` before a client is made: one that fails over its arguments takes long to end."""
    from distributed.comm.addressing import parse_address, parse_host_port  # noqa: PLC0415
    from distributed.security import Security  # noqa: PLC0415

    try:
        scheme, location = parse_address(address)
        host, _ = parse_host_port(location)
    except ValueError:
        scheme, host = "", ""
    if scheme not in ("tcp", "tls") or not host:
        words = said("“{address}” is not the address of a scheduler.", address=address)
        raise UsageError(words, "It looks like tcp://192.168.0.10:8786, or tls:// and the same.")
    if scheme == "tls":
        try:
            known = Security().get_connection_args("client").get("ssl_context") is not None
        except OSError as fault:
            words = said(
                "The certificates for {address} cannot be read: {reason}.", address=address, reason=reason_of(fault)
            )
            raise UsageError(words, "Mend their names in Dask's configuration (distributed.comm.tls).") from fault
        if not known:
            words = said("Dask's configuration names no certificates for {address}.", address=address)
            raise UsageError(words, "Set distributed.comm.tls there: ca-file, client.cert and client.key.")


def _hush() -> None:
    """Dask tells its troubles on standard error, which is ours to put into words."""
    for name in ("distributed", "distributed.client", "tornado", "tornado.application"):
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False


def _first_line(fault: BaseException) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0]

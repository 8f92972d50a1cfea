"""The photos under way on other computers: a bounded number of them, each with its answer or its words in the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mineral_desk import __version__, vision
from mineral_desk.domain.analysis import Analysis, Overrules
from mineral_desk.domain.errors import ClusterError, PhotoError
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.phrase import phrase_of, said
from mineral_desk.services.analysing import analyse_alone
from mineral_desk.services.desk import Desk
from mineral_desk.services.spreading.cluster import Cluster, SchedulerLost, WorkersDied, cluster
from mineral_desk.services.spreading.parcels import Answer, Parcel, Passport, analysis_in, parcel
from mineral_desk.services.spreading.work import analyse_parcel, passport

MAX_SENT_BYTES = 256 * 2**20
"""A larger file is not sent: this computer analyses it. All that is sent and unanswered is bounded by it too."""
PHOTOS_A_THREAD = 3
LEAST_AHEAD, MOST_AHEAD = 8, 512

Work = Callable[[Parcel], Answer]


@dataclass(slots=True, eq=False)
class _Ticket:
    """One photo under way. ``sent_bytes`` is 0 where the worker opens the file itself."""

    photo: Photo
    overrules: Overrules
    mark: str
    sent_bytes: int = 0
    task: Any = None


class SpreadEngine:
    """Hands photos to a cluster (:class:`~mineral_desk.services.analysing.Engine`)."""

    def __init__(self, desk: Desk, cluster: Cluster, work: Work = analyse_parcel) -> None:
        self._desk = desk
        self._cluster = cluster
        self._work = work
        self._send_bytes: bool | None = None
        self._under_way: list[_Ticket] = []

    def has_room(self, under_way: int) -> bool:
        """A few photos a thread, so that none of them waits for the network; fewer where their bytes are many."""
        sent_bytes = sum(ticket.sent_bytes for ticket in self._under_way)
        most = min(max(PHOTOS_A_THREAD * self._cluster.threads(), LEAST_AHEAD), MOST_AHEAD)
        return under_way < most and sent_bytes < MAX_SENT_BYTES

    def begin(self, photo: Photo, overrules: Overrules, mark: str) -> Callable[[], Analysis]:
        """As the protocol says; what cannot be opened at all, or is too large to be sent, this computer looks at."""
        if not _can_be_opened(photo):
            return lambda: analyse_alone(self._desk, photo.path, overrules)
        ticket = _Ticket(photo, overrules, mark)
        if self._send_bytes is None:
            self._send_bytes = not self._cluster.sees(photo)
        self._under_way.append(ticket)
        self._hand_over(ticket)
        return lambda: self._answered(ticket)

    def _hand_over(self, ticket: _Ticket) -> None:
        """Give the photo to the cluster; one that must be sent and cannot be is left to this computer."""
        ticket.task, content = None, None
        if self._send_bytes:
            content = _content(ticket.photo)
            if content is None:
                return
            ticket.sent_bytes = len(content)
        settings = self._desk.settings.analysis
        sent = parcel(ticket.photo, settings, ticket.overrules, ticket.mark, __version__, content)
        ticket.task = self._cluster.submit(self._work, sent)

    def _answered(self, ticket: _Ticket) -> Analysis:
        """The analysis, however often the photo has to be handed over for it."""
        deaths = 0
        try:
            while ticket.task is not None:
                try:
                    answer = self._cluster.wait(ticket.task)
                except WorkersDied as fault:
                    # whoever waited behind a photo that ends workers is blamed with it: each is tried once more, alone
                    deaths += 1
                    if deaths > 1:
                        raise _too_often(ticket.photo) from fault
                    self._cluster.settle([one.task for one in self._under_way if one.task not in (None, ticket.task)])
                    self._hand_over(ticket)
                except SchedulerLost:
                    self._cluster.wait_for_scheduler()
                    for one in self._under_way:
                        self._hand_over(one)
                else:
                    if not answer.get("unseen"):
                        return self._opened(answer, ticket)
                    self._send_bytes = True
                    self._hand_over(ticket)
            return analyse_alone(self._desk, ticket.photo.path, ticket.overrules)
        finally:
            self._under_way.remove(ticket)

    def _opened(self, answer: Answer, ticket: _Ticket) -> Analysis:
        if "refused" in answer:
            raise _refusal(answer["refused"], passport(self._desk))
        if "error" in answer:
            raise PhotoError(*answer["error"])
        return analysis_in(answer, ticket.photo)


@contextmanager
def spread_over(desk: Desk, address: str) -> Iterator[SpreadEngine]:
    """The engine of the scheduler at ``address``; raises as :func:`~.cluster.cluster` does."""
    with cluster(address) as found:
        yield SpreadEngine(desk, found)


def _can_be_opened(photo: Photo) -> bool:
    """Whether the header could be read and promises no more pixels than the program opens."""
    return 0 < photo.width_px * photo.height_px <= vision.decode.MAX_MEGAPIXELS * 1e6


def _content(photo: Photo) -> bytes | None:
    """The file's bytes; None where there are too many, or it is gone by now (looking at it here tells why)."""
    try:
        with photo.path.open("rb") as stream:
            content = stream.read(MAX_SENT_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= MAX_SENT_BYTES else None


def _too_often(photo: Photo) -> PhotoError:
    return PhotoError(
        said(
            "{name} could not be analysed: the workers that opened it stopped working each time.", name=photo.path.name
        ),
        "Give them more memory (dask worker --memory-limit), or analyse it without --scheduler.",
    )


def _refusal(theirs: Passport | str, ours: Passport) -> ClusterError:
    """Why a worker must not work for this computer."""
    if isinstance(theirs, str):
        return ClusterError(phrase_of(theirs), "Mend it there, or stop that worker.")
    computer = theirs["computer"]
    if theirs["version"] != ours["version"]:
        words = said(
            "The worker on {computer} is Mineral Desk {theirs}, this computer has {ours}.",
            computer=computer,
            theirs=theirs["version"],
            ours=ours["version"],
        )
        return ClusterError(words, "Install the same version on all of them and start the worker again.")
    for role, (name, sha256) in ours["models"].items():
        if theirs["models"].get(role, ("", ""))[1] != sha256:
            words = said(
                "The model {name} on {computer} is another one than here (its sha256 differs).",
                name=name,
                computer=computer,
            )
            return ClusterError(words, "Copy the folder of models from here to there, and start the worker again.")
    words = said("The worker on {computer} would analyse in another way than this computer.", computer=computer)
    return ClusterError(words, "Copy Mineral Desk and its models from here to there, and start the worker again.")

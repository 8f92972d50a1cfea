"""What the status bar says: the last saved act, the pace, what is left, what is ready."""

import logging
from datetime import datetime

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.change import ChangeKind, Changes
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.ui.actions import Place
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.desk_place import DeskPlace
from mineral_desk.ui.desk.history_block import in_own_words
from mineral_desk.ui.desk.pace import Pace
from mineral_desk.ui.desk.sentences import size_text, title_of
from mineral_desk.ui.names import display_name
from mineral_desk.ui.searching.listed import Listed
from mineral_desk.ui.status_bar import StatusBar
from mineral_desk.ui.words import clock, count, tr
from mineral_desk.ui.work import Work

MINUTES_AN_HOUR = 60


class Told:
    """Keeps the status bar true."""

    def __init__(self, backend: Backend, status: StatusBar, desk: DeskPlace, work: Work) -> None:
        self._backend, self._status, self._desk, self._work = backend, status, desk, work
        self._pace = Pace()
        self._ready = 0
        self._place = Place.DESK
        self._saved = ""
        self._listed = Listed()
        self._counts = dict.fromkeys(QueueFilter, 0)
        desk.ready_changed.connect(self._ready_changed)
        work.progressed.connect(self._say)

    def enter(self, place: Place) -> None:
        """Another place has other figures."""
        self._place = place
        self.refresh()

    def show_listed(self, listed: Listed) -> None:
        """What the Catalogue lists now."""
        self._listed = listed
        if self._place is Place.CATALOGUE:
            self._say()

    def saved(self, changes: Changes, decision: Decision | None, now: datetime) -> None:
        """An act was written; a reason for one says nothing of its own."""
        self._status.forget_fault()
        if changes.kinds == {ChangeKind.REASON}:
            return
        if decision is not None:
            self._pace.add(now)
            what = self._decided(decision)
        else:
            what = in_own_words(changes.name, self._backend) or tr("Change")
            self._keep_pace(changes, now)
        self._saved = tr("{what} · saved {time}", what=what, time=clock(now, seconds=True))
        self.refresh()

    def note(self, words: str) -> None:
        """Something else than an act was done."""
        self._saved = words
        self.refresh()

    def add_note(self, words: str) -> None:
        """Something more about the act written last."""
        self.note(f"{self._saved} · {words}")

    def _keep_pace(self, changes: Changes, now: datetime) -> None:
        """Undo brings a photo back to those to decide, redo takes it away again."""
        if ChangeKind.DECISION not in changes.kinds:
            return
        more = self._backend.queue_counts()[QueueFilter.TO_DECIDE] - self._counts[QueueFilter.TO_DECIDE]
        if more > 0:
            self._pace.take_back()
        elif more < 0:
            self._pace.add(now)

    def _decided(self, decision: Decision) -> str:
        words = {Verb.UNSURE: tr("Unsure"), Verb.REJECT: tr("Set aside|state")}
        name = words.get(decision.verb) or display_name(self._backend, decision.species)
        title = title_of(self._backend.photo_row(decision.photo_id))
        size = size_text(decision.size.length_mm, decision.size.width_mm)
        return f"{title} {name}" + (f", {size}" if size else "")

    def log(self, fault: BaseException) -> None:
        """A fault of the program goes to the log file."""
        logging.getLogger("mineral_desk").error("a fault of the program", exc_info=fault)

    def _ready_changed(self, ready: int) -> None:
        if ready != self._ready:
            self._ready = ready
            self._say()

    def refresh(self) -> None:
        """Count and say it anew."""
        self._counts = self._backend.queue_counts()
        self._say()

    def _say(self) -> None:
        counts = self._counts
        if self._saved:
            self._status.say(self._saved, "mark-decided", "success")
        elif self._place is Place.CATALOGUE and self._listed.chosen:
            self._status.say(self._listed.chosen_words)
        elif self._work.analysing.running:
            self._status.say(tr("Analysing in the background; you can already work on the Desk."), "mark-working")
        elif counts[QueueFilter.ALL] == 0:
            self._status.say(tr("No photos yet"))
        else:
            self._status.say("")
        self._status.show_running(self._renewing())
        self._status.show_parts(*self._figures(counts))

    def _renewing(self) -> str:
        stage = self._work.renewing
        if not stage.running:
            return ""
        name, done, total = self._backend.model_in_use, count(stage.done), count(stage.total)
        if not stage.total:
            return tr("{name} analyses photos again", name=name)
        return tr("{name} analyses photos again: {done} of {total}", name=name, done=done, total=total)

    def _figures(self, counts: dict[QueueFilter, int]) -> list[str]:
        left = counts[QueueFilter.TO_DECIDE]
        if counts[QueueFilter.ALL] == 0:
            return [tr("Works without a network")]
        if self._place is Place.CATALOGUE:
            listed = self._listed
            return [listed.chosen_words if self._saved else "", listed.search_words, listed.sorted_words]
        if self._place is not Place.DESK:
            return [tr("{n} taken in", n=count(counts[QueueFilter.ALL])), tr("{n} ready to decide", n=count(left))]
        pace, minutes = self._pace.per_hour, self._pace.minutes_for(left)
        decided = tr("{n} decided", n=self._pace.decided) if self._pace.decided else ""
        if pace is not None:
            decided = tr("{n} decided · {pace} an hour", n=self._pace.decided, pace=pace)
        remaining = tr("{n} left", n=count(left))
        if minutes:
            remaining = tr("{n} left, about {time}", n=count(left), time=_duration(minutes))
        ready = tr("Next {n} ready", n=self._ready) if self._ready else ""
        return [decided, remaining, ready]


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    return tr("{h} h {m} min", h=hours, m=rest) if hours else tr("{m} min", m=rest)

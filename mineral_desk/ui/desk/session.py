"""The photo on the Desk: opens it, loads its pictures, keeps the draft, writes the decision."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from mineral_desk.domain.catalogue import PhotoRow, StoredPhoto
from mineral_desk.domain.change import Changes
from mineral_desk.domain.decision import Decision, SizeVerb, Verb
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.hand import HandMarks
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.draft import Draft, TypedSize, begin, renew
from mineral_desk.ui.desk.groups import offered_group
from mineral_desk.ui.desk.kept_draft import as_kept, measured
from mineral_desk.ui.lanes import Lanes, Outcome, OutcomeKind, one_step
from mineral_desk.ui.photo_view.images import Picture, make_heat_picture
from mineral_desk.ui.photo_view.reading import read_picture

SCREEN_PX = 2048
"""The long side decoded at first; more is read when the zoom asks for it."""
FULL_PX = 100_000
PICTURES_KEPT = 6
DRAFTS_KEPT = 200
"""Photos that were left in the middle of a decision."""
HEAT_PX = 512


class DeskSession(QObject):
    """Late answers are told by the photo's sha256 and dropped."""

    opened = Signal(object)
    """The :class:`Draft` of another photo."""
    draft_changed = Signal(object)
    marked = Signal(object)
    """The :class:`Draft` after something was marked in the photo: only its size is another one."""
    picture_ready = Signal(object)
    picture_failed = Signal()
    heat_ready = Signal(object)
    wrote = Signal(object, object)
    """The :class:`Changes` and the :class:`Decision` (None for undo and the like)."""
    stepped = Signal(object)
    """The :class:`Changes` of an act that was taken back, or done again."""
    write_failed = Signal(object, object)
    """The fault and the :class:`Decision` that was not written."""

    def __init__(self, backend: Backend, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend, self._lanes = backend, lanes
        self.draft: Draft | None = None
        self.correction: Decision | None = None
        """The last decision, where it said otherwise than what stood there."""
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._asked: set[tuple[str, int]] = set()
        self._wants_heat = False
        self._begun: Draft | None = None
        self._left: OrderedDict[int, Draft] = OrderedDict()
        """What was typed and chosen about photos without being written, by photo."""

    # the photo

    @property
    def photo_id(self) -> int | None:
        """The photo on the Desk."""
        return self.draft.stored.row.id if self.draft is not None else None

    @property
    def sha256(self) -> str:
        """Its bytes' name; empty without a photo."""
        return self.draft.stored.row.sha256 if self.draft is not None else ""

    def open(self, photo_id: int) -> None:
        """Put a photo on the Desk, as it was left where nobody has decided about it since."""
        self._keep_draft()
        stored = self._backend.open_photo(photo_id)
        left = self._left.pop(photo_id, None)
        self._begin(stored, left if left is not None and left.stored.decision == stored.decision else None)

    def _keep_draft(self) -> None:
        """The photo on the Desk is left: what was begun there waits for its return."""
        if self.draft is None or self.draft is self._begun:
            return
        self._left[self.draft.stored.row.id] = self.draft.left()
        while len(self._left) > DRAFTS_KEPT:
            self._left.popitem(last=False)

    @property
    def begun(self) -> tuple[Draft, ...]:
        """What was begun and not written, the photo left last at the end, for another session to go on with."""
        self._keep_draft()
        return tuple(self._left.values())

    def go_on_with(self, begun: Iterable[Draft]) -> None:
        """What was begun in another session waits for its photos here."""
        self._left.update((draft.stored.row.id, draft) for draft in begun)

    def _begin(self, stored: StoredPhoto, left: Draft | None = None) -> None:
        self._begun = as_kept(self._backend, begin(stored, self._group(stored)))
        self.draft = self._begun if left is None else self._carried_over(left, stored)
        self.opened.emit(self.draft)
        self._show_picture(stored.row)
        self._ask_heat()

    def renew_suggestions(self) -> None:
        """Something was confirmed elsewhere: suggest anew, unless the curator has begun to decide by what is shown."""
        if self.draft is None or self.draft is not self._begun or self.draft.stored.analysis is None:
            return
        stored = self._backend.open_photo(self.draft.stored.row.id)
        shown = self.draft.stored
        if stored.analysis is None or shown.analysis is None:
            return
        if (stored.analysis.suggestions, stored.evidence) != (shown.analysis.suggestions, shown.evidence):
            self._begin(stored)

    def close(self) -> None:
        """Nothing on the Desk."""
        self._keep_draft()
        self.draft = None

    def reload(self) -> None:
        """The photo's record changed; what was typed stays."""
        if self.draft is None:
            return
        stored = self._backend.open_photo(self.draft.stored.row.id)
        decided_anew = stored.decision is not None and stored.decision != self.draft.stored.decision
        undone = stored.decision is None and self.draft.stored.decision is not None
        if decided_anew or undone:
            self.draft = self._begun = as_kept(self._backend, begin(stored, self._group(stored)))
        else:
            untouched = self.draft is self._begun
            self.draft = self._carried_over(self.draft, stored)
            if untouched:
                self._begun = self.draft
        self.opened.emit(self.draft)
        self._show_picture(stored.row)
        self._ask_heat()

    def _carried_over(self, draft: Draft, stored: StoredPhoto) -> Draft:
        """What was typed and chosen, on the photo's record as it is now."""
        renewed = renew(draft, stored, self._group(stored))
        verb, decided = renewed.size_verb, stored.decision
        if decided is not None and renewed.marks == decided.size.marks:
            carried = as_kept(self._backend, renewed)
        else:
            carried = measured(self._backend, renewed, renewed.marks) if renewed.marks else renewed
        return carried.with_size(verb) if verb in (SizeVerb.TYPED, SizeVerb.NONE) else carried

    def _group(self, stored: StoredPhoto) -> Any:
        return offered_group(stored.analysis, self._backend.mineral)

    # pictures

    def prefetch(self, rows: Sequence[PhotoRow]) -> None:
        """Decode what will be asked for next."""
        for row in rows:
            if row.sha256 not in self._pictures:
                self._ask_picture(row, SCREEN_PX, urgent=False)

    def has_picture(self, sha256: str) -> bool:
        """Whether the photo can be shown at once."""
        return sha256 in self._pictures

    def ask_more_pixels(self) -> None:
        """The zoom went beyond what is decoded."""
        if self.draft is not None:
            self._ask_picture(self.draft.stored.row, FULL_PX, urgent=True)

    def _show_picture(self, row: PhotoRow) -> None:
        if row.sha256 in self._pictures:
            self._pictures.move_to_end(row.sha256)
            self.picture_ready.emit(self._pictures[row.sha256])
        else:
            self.picture_ready.emit(None)
            self._ask_picture(row, SCREEN_PX, urgent=True)

    def _ask_picture(self, row: PhotoRow, long_side_px: int, urgent: bool) -> None:
        key = (row.sha256, long_side_px)
        if key in self._asked:
            return
        self._asked.add(key)
        read = one_step(partial(read_picture, self._backend, row, long_side_px))
        self._lanes.pictures.start(read, self._picture_arrived, about=key, urgent=urgent)

    def _picture_arrived(self, outcome: Outcome) -> None:
        sha256, long_side_px = outcome.about
        self._asked.discard((sha256, long_side_px))
        if outcome.kind is not OutcomeKind.FINISHED:
            if outcome.kind is OutcomeKind.FAILED and sha256 == self.sha256:
                self.picture_failed.emit()
            return
        if long_side_px == SCREEN_PX:
            self._pictures[sha256] = outcome.result
            while len(self._pictures) > PICTURES_KEPT:
                self._pictures.popitem(last=False)
        if sha256 == self.sha256:
            self.picture_ready.emit(outcome.result)

    # the map

    def want_heat(self, wanted: bool) -> None:
        """The map is drawn only while somebody looks at it."""
        self._wants_heat = wanted
        self._ask_heat()

    def _ask_heat(self) -> None:
        self.heat_ready.emit(None)
        analysis = self.draft.stored.analysis if self.draft is not None else None
        if not self._wants_heat or analysis is None or analysis.explanation is None:
            return
        photo, explanation, backend, sha256 = analysis.photo, analysis.explanation, self._backend, self.sha256
        factor = min(1.0, HEAT_PX / max(photo.width_px, photo.height_px))
        size = max(1, round(photo.width_px * factor)), max(1, round(photo.height_px * factor))
        small: Explanation = explanation.scaled(factor)

        def colour() -> Any:
            return make_heat_picture(sha256, backend.heat_map(small, *size), explanation.threshold)

        self._lanes.pictures.start(one_step(colour), self._heat_arrived, about=sha256, urgent=True)

    def _heat_arrived(self, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.FINISHED and outcome.about == self.sha256 and self._wants_heat:
            self.heat_ready.emit(outcome.result)

    # the draft

    def change(self, draft: Draft) -> None:
        """Another choice."""
        self.draft = draft
        self.draft_changed.emit(draft)

    def choose_suggestion(self, place: int) -> None:
        """Take the suggestion at that place, from 0."""
        if self.draft is not None and place < len(self.draft.suggestions):
            self.change(self.draft.with_name(self.draft.suggestions[place].species))

    def choose_label_name(self) -> None:
        """Take the name on the label, or the next one there."""
        if self.draft is not None:
            self.change(self.draft.with_label_name())

    def choose_name(self, species: str) -> None:
        """Take a species or a group by its name."""
        if self.draft is not None:
            self.change(self.draft.with_name(species))

    def choose_group(self) -> None:
        """Take the group, if there is one."""
        if self.draft is not None:
            self.change(self.draft.with_group())

    def choose_size(self, verb: SizeVerb) -> None:
        """Say what is with the size; the same again takes it back."""
        if self.draft is not None:
            same = self.draft.size_verb is verb and verb is not SizeVerb.ACCEPTED
            self.change(self.draft.with_size(SizeVerb.OPEN if same else verb))

    def type_size(self, typed: TypedSize) -> None:
        """Millimetres by hand."""
        if self.draft is not None:
            self.change(self.draft.typing(typed))

    def end_typing(self) -> None:
        """Nobody types any more: the typed size is compared with the measured one."""
        if self.draft is not None and not self.draft.is_typed_out and self.draft.typed != TypedSize():
            self.change(self.draft.typed_out())

    def type_notes(self, notes: str) -> None:
        """Notes."""
        if self.draft is not None:
            self.draft = self.draft.noting(notes)

    # marks

    def mark(self, marks: HandMarks) -> None:
        """Those are the marks in the photo now: the size follows."""
        if self.draft is not None and self.draft.stored.analysis is not None:
            self.draft = measured(self._backend, self.draft, marks)
            self.marked.emit(self.draft)

    def keep_typed(self) -> None:
        """The typed size counts, whatever was measured."""
        if self.draft is not None:
            self.change(self.draft.keeping_typed())

    # writing

    def decide(self, verb: Verb | None = None) -> Decision | None:
        """Write the decision on the catalogue lane; returns it, or None where there is nothing to write."""
        draft = self.draft
        if draft is None or (verb is None and not draft.can_accept):
            return None
        if draft.typed.unread and verb is not Verb.REJECT:
            return None
        decision = draft.decision(verb)
        self.correction = decision if draft.corrects(decision) else None
        self.write(lambda: self._backend.decide(decision), decision)
        return decision

    def write(self, act: Callable[[], Changes], decision: Decision | None = None) -> None:
        """Do ``act`` after everything asked for before."""
        self._lanes.catalogue.start(one_step(act), self._written, about=decision)

    def step(self, act: Callable[[], Changes]) -> None:
        """Take an act back, or do it again."""
        self._lanes.catalogue.start(one_step(act), self._stepped)

    def _stepped(self, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.FINISHED:
            self.stepped.emit(outcome.result)
        elif outcome.kind is OutcomeKind.FAILED:
            self.write_failed.emit(outcome.fault, None)

    def _written(self, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.FINISHED:
            if outcome.about is not None:
                self._left.pop(outcome.about.photo_id, None)
            self.wrote.emit(outcome.result, outcome.about)
        elif outcome.kind is OutcomeKind.FAILED:
            self.write_failed.emit(outcome.fault, outcome.about)

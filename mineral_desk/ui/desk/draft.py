"""The decision that is being made: what Enter would write. Values only, no widgets."""

from dataclasses import dataclass, replace
from enum import StrEnum

from mineral_desk.domain import contradiction
from mineral_desk.domain.catalogue import PhotoState, StoredPhoto
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.flag import Flag
from mineral_desk.domain.hand import NO_MARKS, HandMarks
from mineral_desk.domain.label_name import name_told
from mineral_desk.domain.measurement import NOT_MEASURED, Measurement, MeasurementStatus
from mineral_desk.domain.suggestion import Recommendation, Suggestion, is_group


class NameKind(StrEnum):
    """How the name came about."""

    NONE = "none"
    SPECIES = "species"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of minerals with the sum of its members' probabilities."""

    name: str
    probability: float
    justified: bool = False
    """It is right often enough to be chosen from the start."""


@dataclass(frozen=True, slots=True)
class TypedSize:
    """Millimetres typed by hand; None where nothing was typed."""

    length_mm: float | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    depth_mm: float | None = None
    unread: str = ""
    """What stands in one of the fields and is no length."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished decision about ``stored``. Every change gives another draft."""

    stored: StoredPhoto
    group: Group | None = None
    """Offered where no name is sure enough."""
    name_kind: NameKind = NameKind.NONE
    species: str = ""
    size_verb: SizeVerb = SizeVerb.OPEN
    typed: TypedSize = TypedSize()
    is_typed_out: bool = False
    """Nobody is in the middle of typing a size: it can be compared with the measured one."""
    keeps_typed: bool = False
    """The typed size is to be kept although the measured one contradicts it."""
    marks: HandMarks = NO_MARKS
    """What a person marked in the photo."""
    adjusted: Measurement | None = None
    """What follows from the marks; without a size where they give none yet."""
    marks_fault: str = ""
    """Why the marks give no size."""
    notes: str = ""
    typed_before_seeing: bool = False

    @property
    def measurement(self) -> Measurement:
        """The machine's size."""
        return self.stored.analysis.measurement if self.stored.analysis is not None else NOT_MEASURED

    @property
    def shown(self) -> Measurement:
        """The size on the screen: from the person's marks where there are some, else the machine's."""
        return self.adjusted if self.adjusted is not None else self.measurement

    @property
    def contradiction(self) -> Flag | None:
        """The reason that stands beside a typed size that the measured one contradicts."""
        typed = self.typed
        if self.size_verb is not SizeVerb.TYPED or self.keeps_typed or not self.is_typed_out:
            return None
        sides = contradiction.TypedSize(typed.length_mm, typed.width_mm, typed.height_mm)
        # what a person marked is vouched for, whatever reasons are left
        measured = self.measurement if self.adjusted is None else replace(self.adjusted, flags=())
        return contradiction.contradiction_flag(sides, measured)

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What the machine proposes."""
        return self.stored.analysis.suggestions.items if self.stored.analysis is not None else ()

    @property
    def abstains(self) -> bool:
        """Whether no single name is sure enough."""
        analysis = self.stored.analysis
        return analysis is not None and analysis.suggestions.recommendation is Recommendation.NONE

    @property
    def unfamiliar(self) -> bool:
        """Whether the photo hardly shows a specimen at all."""
        return self.stored.analysis is not None and self.stored.analysis.suggestions.unfamiliar

    @property
    def can_accept(self) -> bool:
        """Whether Enter would write something."""
        named = self.name_kind is not NameKind.NONE and not self.typed.unread
        return named and self.stored.row.state not in (PhotoState.FAILED, PhotoState.SET_ASIDE)

    @property
    def can_keep_size(self) -> bool:
        """Whether there is no name, but a size that is settled."""
        settled = self.size().verb is not SizeVerb.OPEN and not self.typed.unread and self.contradiction is None
        in_question = self.stored.row.state in (PhotoState.TO_DECIDE, PhotoState.DECIDED)
        return self.name_kind is NameKind.NONE and settled and in_question

    @property
    def chosen_name(self) -> str:
        """The species or group that is chosen; empty where none is."""
        return self.species if self.name_kind is not NameKind.NONE else ""

    def with_name(self, name: str) -> "Draft":
        """That species is chosen, or that group ("Garnet group")."""
        kind, unseen = NameKind.GROUP if is_group(name) else NameKind.SPECIES, self.stored.analysis is None
        return replace(self, name_kind=kind, species=name, typed_before_seeing=unseen)

    @property
    def names_on_labels(self) -> tuple[str, ...]:
        """What labels name, those first that are offered nowhere else: these have a row of their own.

        A group's usual species comes right after it.
        """
        offered = {one.species for one in self.suggestions} | ({self.group.name} if self.group is not None else set())
        names = dict.fromkeys(name for one in self.stored.label_names for name in one.means)
        return tuple(sorted(names, key=lambda name: name in offered))

    def with_label_name(self) -> "Draft":
        """The name on the label is chosen; where labels name several, the one after that which is chosen."""
        names = self.names_on_labels
        if not names:
            return self
        following = names.index(self.species) + 1 if self.species in names else 0
        return self.with_name(names[following % len(names)])

    def with_group(self) -> "Draft":
        """The group is chosen, if there is one."""
        return self if self.group is None else self.with_name(self.group.name)

    def with_size(self, verb: SizeVerb) -> "Draft":
        """The machine's size is right, typed, not to be had, or open; a size that is not there cannot be right."""
        typed = self.typed if verb is SizeVerb.TYPED else self._read
        if verb is not SizeVerb.ACCEPTED:
            return replace(self, size_verb=verb, typed=typed)
        if self.measurement.length_mm is None:
            return self
        return replace(self, size_verb=verb, typed=typed, marks=NO_MARKS, adjusted=None, marks_fault="")

    def with_marks(self, marks: HandMarks, adjusted: Measurement | None, fault: str = "") -> "Draft":
        """Those are the marks, with what follows from them; without marks all is as before the first one."""
        if not marks:
            verb = self._verb_without_marks()
            return replace(self, size_verb=verb, marks=NO_MARKS, adjusted=None, marks_fault="")
        sized = adjusted is not None and adjusted.length_mm is not None
        verb = SizeVerb.ADJUSTED if sized else SizeVerb.OPEN
        return replace(self, size_verb=verb, typed=self._read, marks=marks, adjusted=adjusted, marks_fault=fault)

    def _verb_without_marks(self) -> SizeVerb:
        decided = self.stored.decision
        if decided is not None and decided.size.verb is not SizeVerb.ADJUSTED:
            return decided.size.verb
        measured = self.measurement.status is MeasurementStatus.MEASURED
        return SizeVerb.ACCEPTED if measured else SizeVerb.OPEN

    def typing(self, typed: TypedSize) -> "Draft":
        """Those millimetres stand in the fields."""
        same = (typed.length_mm, typed.width_mm) == (self.typed.length_mm, self.typed.width_mm)
        return replace(self, typed=typed, keeps_typed=self.keeps_typed and same, is_typed_out=False)

    def typed_out(self) -> "Draft":
        """Nobody types any more."""
        return replace(self, is_typed_out=True)

    def left(self) -> "Draft":
        """As it waits for the photo's return: with all but what is no length."""
        return replace(self, typed=self._read, is_typed_out=True)

    @property
    def _read(self) -> TypedSize:
        return replace(self.typed, unread="")

    def keeping_typed(self) -> "Draft":
        """The typed size counts, whatever was measured."""
        return replace(self, keeps_typed=True)

    def keeping_measured(self) -> "Draft":
        """The measured size counts, whatever was typed; a typed height stays."""
        by_hand = self.marks and self.shown.length_mm is not None
        verb = SizeVerb.ADJUSTED if by_hand else SizeVerb.ACCEPTED
        return replace(self, size_verb=verb, typed=replace(self._read, length_mm=None, width_mm=None))

    def noting(self, notes: str) -> "Draft":
        """Those notes stand in the field."""
        return replace(self, notes=notes)

    def size(self) -> SizeDecision:
        """The size as it would be written."""
        typed = self.typed
        if self.size_verb in (SizeVerb.ACCEPTED, SizeVerb.ADJUSTED):
            by_hand = self.size_verb is SizeVerb.ADJUSTED
            measured = self.shown if by_hand else self.measurement
            return SizeDecision(
                self.size_verb,
                measured.length_mm,
                measured.width_mm,
                typed.height_mm,
                measured.length_error_mm,
                measured.width_error_mm,
                typed.depth_mm,
                _without_hints(self.marks) if by_hand else NO_MARKS,
            )
        if self.size_verb is SizeVerb.TYPED:
            if typed == TypedSize():
                return SizeDecision(SizeVerb.OPEN)
            return SizeDecision(
                SizeVerb.TYPED, typed.length_mm, typed.width_mm, typed.height_mm, depth_mm=typed.depth_mm
            )
        return SizeDecision(self.size_verb, height_mm=typed.height_mm, depth_mm=typed.depth_mm)

    def decision(self, verb: Verb | None = None) -> Decision:
        """What is written: with ``verb`` for unsure and set aside, else from the chosen name."""
        if verb is None:
            verb = self._verb()
        named = verb in (Verb.ACCEPT, Verb.CORRECT, Verb.GROUP)
        return Decision(
            photo_id=self.stored.row.id,
            verb=verb,
            who="",
            species=self.species if named else "",
            catalogue_number=self.stored.row.catalogue_number,
            size=self.size() if verb is not Verb.REJECT else SizeDecision(),
            notes=self.notes,
            shown=tuple(one.species for one in self.suggestions),
            shown_probability=self.suggestions[0].probability if self.suggestions else None,
            shown_recommendation=self._recommendation if self.suggestions else None,
            analysis_id=self.stored.analysis_id,
            typed_before_seeing=self.typed_before_seeing and named,
        )

    def corrects(self, decision: Decision) -> bool:
        """Whether the decision says otherwise than what stood there: the machine's word, or a person's."""
        before = self.stored.decision
        if before is not None:
            told = (before.verb, before.species, before.size.length_mm, before.size.width_mm)
            return told != (decision.verb, decision.species, decision.size.length_mm, decision.size.width_mm)
        by_label = self._is_told(decision.species)
        renamed = decision.verb is Verb.CORRECT and bool(self.suggestions) and not (self.abstains or by_label)
        measured = self.measurement.status is MeasurementStatus.MEASURED
        return renamed or (measured and decision.size.verb in (SizeVerb.TYPED, SizeVerb.ADJUSTED, SizeVerb.NONE))

    def _is_told(self, species: str) -> bool:
        """Whether labels tell that name beyond doubt, be it as the usual species of the group that they tell."""
        told = name_told(self.stored.label_names)
        return any(species in one.means for one in self.stored.label_names if one.species == told)

    @property
    def _recommendation(self) -> Recommendation | None:
        return self.stored.analysis.suggestions.recommendation if self.stored.analysis is not None else None

    def _verb(self) -> Verb:
        if self.name_kind is NameKind.GROUP:
            return Verb.GROUP
        best = self.suggestions[0].species if self.suggestions else ""
        return Verb.ACCEPT if self.species == best else Verb.CORRECT


def begin(stored: StoredPhoto, group: Group | None) -> Draft:
    """The draft that a photo starts with: its last decision, else the label's name and what the machine vouches for."""
    draft = Draft(stored, group)
    if stored.decision is not None:
        return _as_decided(draft, stored.decision)
    if draft.measurement.status is MeasurementStatus.MEASURED:
        draft = replace(draft, size_verb=SizeVerb.ACCEPTED)
    if group is not None and group.justified and not name_told(stored.label_names):
        return draft.with_group()
    return draft.with_name(stored.proposed) if stored.proposed else draft


def renew(draft: Draft, stored: StoredPhoto, group: Group | None) -> Draft:
    """The same photo read anew while the curator was at it: what she typed stays; of the same size, all she chose."""
    fresh = begin(stored, group)
    proposed = begin(draft.stored, draft.group)
    if (draft.name_kind, draft.species) != (proposed.name_kind, proposed.species):
        unseen = draft.typed_before_seeing
        fresh = replace(fresh, name_kind=draft.name_kind, species=draft.species, typed_before_seeing=unseen)
    if draft.measurement == fresh.measurement:
        return replace(
            fresh,
            size_verb=draft.size_verb,
            typed=draft.typed,
            keeps_typed=draft.keeps_typed,
            is_typed_out=draft.is_typed_out,
            marks=draft.marks,
            notes=draft.notes,
        )
    if draft.size_verb in (SizeVerb.TYPED, SizeVerb.NONE):
        fresh = replace(fresh, size_verb=draft.size_verb)
    return replace(fresh, typed=draft.typed, marks=draft.marks or fresh.marks, notes=draft.notes or fresh.notes)


def _as_decided(draft: Draft, decision: Decision) -> Draft:
    kinds = {Verb.ACCEPT: NameKind.SPECIES, Verb.CORRECT: NameKind.SPECIES, Verb.GROUP: NameKind.GROUP}
    size = decision.size
    typed = TypedSize(height_mm=size.height_mm, depth_mm=size.depth_mm)
    if size.verb is SizeVerb.TYPED:
        typed = TypedSize(size.length_mm, size.width_mm, size.height_mm, size.depth_mm)
    return replace(
        draft,
        name_kind=kinds.get(decision.verb, NameKind.NONE),
        species=decision.species,
        size_verb=size.verb,
        typed=typed,
        keeps_typed=size.verb is SizeVerb.TYPED,
        marks=size.marks,
        notes=decision.notes,
    )


def _without_hints(marks: HandMarks) -> HandMarks:
    """Corners that nobody moved only stood there to be dragged."""
    return marks if marks.moved_corners else replace(marks, cube_corners_px=())

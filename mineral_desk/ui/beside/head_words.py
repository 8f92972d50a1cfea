"""What the head over the photo to compare with says."""

from dataclasses import dataclass

from mineral_desk.domain.decision import Decision
from mineral_desk.ui.alike.card_words import card_words, named_words
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.beside.candidates import Candidate, Why
from mineral_desk.ui.names import display_name
from mineral_desk.ui.words import tr


@dataclass(frozen=True, slots=True)
class HeadWords:
    """Number and name; the likeness, where that is why it is shown; why it is shown, and who named it when."""

    title: str
    percent: str
    caption: str

    @property
    def spoken(self) -> str:
        """All of it as one sentence, for readers of screens."""
        return ", ".join(part for part in (self.title, self.percent, self.caption) if part)


def head_words(candidate: Candidate, decision: Decision | None, backend: Backend) -> HeadWords:
    """The words in the window's language; ``decision`` is that about the photo, where it is known by now."""
    alike = card_words(candidate.alike, backend) if candidate.alike is not None else None
    named = alike.named if alike is not None else ""
    if decision is not None and (candidate.alike is None or not candidate.alike.who):
        named = named_words(decision.who, decision.when)
    if alike is not None:
        why = alike.likeness
    else:
        why = tr("same specimen") if candidate.why is Why.SAME_SPECIMEN else tr("photo before")
    name = display_name(backend, candidate.species) or tr("Not named yet")
    return HeadWords(
        title=" ".join(part for part in (candidate.catalogue_number, name) if part),
        percent=alike.percent if alike is not None else "",
        caption=" · ".join(part for part in (why, named) if part),
    )

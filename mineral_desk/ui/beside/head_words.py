"""What the head over the photo to compare with says."""

from dataclasses import dataclass

from mineral_desk.domain.decision import Decision
from mineral_desk.services.wording import likeness_in_words
from mineral_desk.ui.alike.card_words import month_words
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.beside.candidates import Candidate, Why
from mineral_desk.ui.names import display_name
from mineral_desk.ui.words import number, tr


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
    alike = candidate.alike
    name = display_name(backend, candidate.species)
    who, when = (alike.who, alike.when) if alike is not None else ("", None)
    if decision is not None and not who:
        who, when = decision.who, decision.when
    named = ", ".join(part for part in (who, month_words(when.astimezone()) if when is not None else "") if part)
    return HeadWords(
        title=" ".join(part for part in (candidate.catalogue_number, name or tr("Not named yet")) if part),
        percent=tr("{percent} %", percent=number(100 * max(0.0, alike.likeness), 0)) if alike is not None else "",
        caption=" · ".join(part for part in (_why(candidate), named) if part),
    )


def _why(candidate: Candidate) -> str:
    if candidate.alike is not None:
        return tr(likeness_in_words(candidate.alike.likeness))
    return tr("same specimen") if candidate.why is Why.SAME_SPECIMEN else tr("photo before")

"""What stands below a photo that looks like another one."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QLocale

from mineral_desk.domain.neighbours import AlikePhoto, MuseumEvidence
from mineral_desk.services.wording import likeness_in_words
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.names import display_name
from mineral_desk.ui.words import number, speaks_russian, tr


@dataclass(frozen=True, slots=True)
class CardWords:
    """``name`` with the likeness in numbers, the likeness in words, the number, who named it and when."""

    name: str
    percent: str
    likeness: str
    catalogue_number: str
    named: str
    is_named: bool

    @property
    def spoken(self) -> str:
        """All of it as one sentence, for readers of screens."""
        parts = (self.name, self.likeness, self.percent, self.catalogue_number, self.named)
        return ", ".join(part for part in parts if part)


def card_words(alike: AlikePhoto, backend: Backend) -> CardWords:
    """The words in the window's language."""
    return CardWords(
        name=display_name(backend, alike.species) or tr("Not named yet"),
        percent=tr("{percent} %", percent=number(100 * max(0.0, alike.likeness), 0)),
        likeness=tr(likeness_in_words(alike.likeness)),
        catalogue_number=alike.catalogue_number or alike.path.stem,
        named=named_words(alike.who, alike.when),
        is_named=bool(alike.species),
    )


def named_words(who: str, when: datetime | None) -> str:
    """``A. Petrova, Nov 2026``; what is not known is left out."""
    month = month_words(when.astimezone()) if when is not None else ""
    return ", ".join(part for part in (who, month) if part)


def month_words(when: datetime) -> str:
    """``Nov 2026`` or ``11.2026``."""
    if speaks_russian():
        return f"{when:%m.%Y}"
    return f"{QLocale().standaloneMonthName(when.month, QLocale.FormatType.ShortFormat)} {when.year}"


def evidence_words(evidence: MuseumEvidence, species: str, name: str, shown: int) -> str:
    """What the nearest confirmed specimens say of a suggestion; ``name`` is ``species`` as the window calls it."""
    nearest = evidence.nearest[:shown]
    if not nearest:
        return tr("The name is the model's alone: nothing confirmed is like it yet.")
    alike = sum(1 for one in nearest if one.species == species)
    if len(nearest) == 1:
        return tr("The one confirmed specimen that is alike is {name}.", name=display(nearest[0], species, name))
    return tr(
        "{alike} of the {shown} most alike confirmed specimens are {name}.", alike=alike, shown=len(nearest), name=name
    )


def display(nearest: AlikePhoto, species: str, name: str) -> str:
    """The name of a neighbour, in the window's language where it is the suggestion's own."""
    return name if nearest.species == species else nearest.species


def note_words(evidence: MuseumEvidence, species: str) -> tuple[str, str]:
    """Where a suggestion comes from: briefly, and as a sentence. Empty where the museum was not asked."""
    if not evidence.asked:
        return "", ""
    votes = evidence.votes.get(species, 0)
    if not votes:
        return tr("model"), tr("From the model alone: none of the confirmed specimens that are alike is called so.")
    sentence = tr("{votes} of the {asked} most alike confirmed specimens.", votes=votes, asked=evidence.asked)
    return tr("{votes} alike", votes=votes), sentence

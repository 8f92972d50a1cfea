"""What the record beside a list says."""

from collections.abc import Mapping
from dataclasses import dataclass

from mineral_desk.domain.catalogue import Specimen
from mineral_desk.domain.flag import FLAG_WORDS
from mineral_desk.domain.suggestion import is_group
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.property_words import found_out_text
from mineral_desk.ui.desk.remedies import flags_of
from mineral_desk.ui.desk.sentences import error_text
from mineral_desk.ui.desk.size_words import how_marked, scale_source
from mineral_desk.ui.names import display_name
from mineral_desk.ui.record_dialog import NOTES, RECORD_WORDS
from mineral_desk.ui.searching.formulas import printed
from mineral_desk.ui.searching.record_reader import SeenRecord, tells_size
from mineral_desk.ui.words import number, speaks_russian, tr

SYSTEMS = (
    "monoclinic",
    "orthorhombic",
    "hexagonal",
    "triclinic",
    "cubic",
    "tetragonal",
    "rhombohedral",
    "amorphous",
)
"""The crystal systems of the list of minerals."""
MEASURED, FOUND_OUT = "Measured", "Found out"
SIDES = {"Length": "length", "Width": "width", "Height": "height"}
CAPTIONS = (*SIDES, MEASURED, *(RECORD_WORDS[one] for one in ("locality", "storage_place")))
"""What is always told."""
MORE_CAPTIONS = (*(RECORD_WORDS[one] for one in ("label_name", "group_name", "donor")), FOUND_OUT, "Notes")
"""What is told where it was typed."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in words; a pale one says that something is not known."""

    words: str
    is_pale: bool = False
    is_doubt: bool = False
    """It tells why a size is not trusted."""


def names_of(backend: Backend, species: str) -> tuple[str, str]:
    """The name in the window's language, and in the other one where that is known."""
    mineral = backend.mineral(species) if species and not is_group(species) else None
    russian = mineral.name_ru if mineral is not None else ""
    if not speaks_russian():
        return species, russian
    shown = display_name(backend, species)
    return shown, species if shown != species else ""


def formula_words(backend: Backend, species: str) -> str:
    """``Cu₃(CO₃)₂(OH)₂ · monoclinic``; empty for what is not in the list."""
    mineral = backend.mineral(species) if species else None
    if mineral is None:
        return ""
    system = tr(mineral.crystal_system) if mineral.crystal_system in SYSTEMS else mineral.crystal_system
    return " · ".join(part for part in (printed(mineral.formula), system) if part)


def facts_of(seen: SeenRecord) -> Mapping[str, Told]:
    """What the record says, by its captions."""
    record = seen.whole.record
    told = {caption: _side(record, side) for caption, side in SIDES.items()}
    told[MEASURED] = _measured(seen)
    for field, caption in RECORD_WORDS.items():
        words = getattr(record, field)
        told[caption] = Told(words) if words else Told("–", is_pale=True)
    told[FOUND_OUT] = Told(found_out_text(record.properties) if record.properties else "")
    told["Notes"] = Told(getattr(record, NOTES))
    return told


def side_text(size_mm: float, error_mm: float | None) -> str:
    """``68.8 ± 1.5 mm``."""
    if error_mm is None:
        return tr("{length} mm", length=number(size_mm))
    return tr("{size} ± {error} mm", size=number(size_mm), error=error_text(error_mm))


def _side(record: Specimen, side: str) -> Told:
    size_mm = getattr(record, f"{side}_mm")
    if size_mm is None:
        return Told(tr("not measured"), is_pale=True)
    return Told(side_text(size_mm, getattr(record, f"{side}_error_mm", None)))


def _measured(seen: SeenRecord) -> Told:
    """How the size came about and who vouches for it, or why there is none."""
    record, draft = seen.whole.record, seen.draft
    if record.length_mm is None:
        return _why_not(draft)
    shown = draft if draft is not None and tells_size(seen) else None
    source = "" if shown is None else scale_source(shown.shown, shown.marks)
    match record.size_method:
        case "measured":
            words = tr("accepted by {who}", who=record.size_by)
        case "adjusted":
            how = how_marked(shown.marks) if shown is not None and shown.marks else tr("by hand")
            words = tr("by {who}, {how}", who=record.size_by, how=how)
        case _ if record.size_by:
            return Told(tr("typed by {who}", who=record.size_by))
        case _:
            return Told(tr("typed"))
    return Told(f"{source}, {words}" if source else words)


def _why_not(draft: Draft | None) -> Told:
    flags = flags_of(draft) if draft is not None else ()
    if not flags:
        return Told("–", is_pale=True)
    return Told(", ".join(dict.fromkeys(tr(FLAG_WORDS[flag.code].short) for flag in flags)), is_doubt=True)

"""The columns that other collection programs import: EMu's Catalogue and Specify's WorkBench (see FORMATS.md).

EMu wants the back-end names of its fields (help.emu.axiell.com, "How to construct an import data file"); those here are
the ones that public scripts and web pages of museums with mineral collections use (NMNH, NHM London, Carnegie). Every
EMu is a client's own, so each name is to be checked against that client's schema. Specify's WorkBench takes any heading
and asks which field it is; the headings here are the captions of Specify's fields, which it recognises most often.
"""

import re
from collections.abc import Callable
from datetime import date

from mineral_desk.domain.exported import ExportedSpecimen
from mineral_desk.services.exporting.columns import METHOD_WORDS, PLAIN, Cell, Column, day, photo_names
from mineral_desk.services.exporting.order import Profile

_NUMBER = re.compile(r"(?P<prefix>[^\d]*?)[\s_-]*(?P<number>\d+)(?P<suffix>.*)", re.DOTALL)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIDES = ("length", "width", "height", "depth")


def number_part(part: str) -> Callable[[ExportedSpecimen], str]:
    """``prefix``, ``number`` or ``suffix`` of a catalogue number ("FMM 82451,1": "FMM", "82451", ",1").

    A number without digits is all prefix.
    """

    def of(specimen: ExportedSpecimen) -> str:
        number = specimen.record.catalogue_number
        found = _NUMBER.fullmatch(number)
        if found is None:
            return number if part == "prefix" else ""
        return found[part].strip()

    return of


def emu_day(moment: date | None) -> str:
    """``24-Nov-2006``, which EMu's help recommends because no program reads it another way."""
    return "" if moment is None else f"{moment.day:02}-{_MONTHS[moment.month - 1]}-{moment.year}"


def _side(name: str) -> Callable[[ExportedSpecimen], float | None]:
    def of(specimen: ExportedSpecimen) -> float | None:
        value: float | None = getattr(specimen.record, f"{name}_mm")
        return value

    return of


def _only_with(name: str, words: str) -> Callable[[ExportedSpecimen], str]:
    """The words where that side has a size: a table's rows must be complete or empty."""
    side = _side(name)
    return lambda one: "" if side(one) is None else words


def _measurement(row: int, name: str) -> tuple[Column, ...]:
    """A row of EMu's table of measurements."""
    return (
        Column(f"MeaType_tab({row})", _only_with(name, name.capitalize())),
        Column(f"MeaVerbatimValue_tab({row})", _side(name)),
        Column(f"MeaVerbatimUnit_tab({row})", _only_with(name, "mm")),
        Column(f"MeaRemarks_tab({row})", lambda one: _emu_size_remark(one, name), 30),
    )


def _emu_size_remark(specimen: ExportedSpecimen, name: str) -> str:
    if getattr(specimen.record, f"{name}_mm") is None:
        return ""
    error = getattr(specimen.record, f"{name}_error_mm", None)
    parts = (
        METHOD_WORDS.get(specimen.size_method, specimen.size_method),
        "" if error is None else f"± {error:g} mm (1 sd)",
        specimen.size_by,
        emu_day(day(specimen.size_at)),
    )
    return ", ".join(part for part in parts if part)


EMU: tuple[Column, ...] = (
    Column("CatPrefix", number_part("prefix")),
    Column("CatNumber", number_part("number")),
    Column("CatSuffix", number_part("suffix")),
    Column("MinIdentificationText", lambda one: one.record.species, 22),
    Column("MinIdentificationAsRegistered", lambda one: one.record.label_name, 22),
    Column("MinIdentificationOther", lambda one: one.record.group_name, 22),
    Column("IdeIdentifiedByRef_tab(1).SummaryData", lambda one: one.identified_by, 18),
    Column("IdeDateIdentified0(1)", lambda one: emu_day(day(one.identified_at))),
    *(column for row, name in enumerate(_SIDES, start=1) for column in _measurement(row, name)),
    Column("ColSiteDescription", lambda one: one.record.locality, 34),
    Column("AcqCreditLine", lambda one: one.record.donor, 22),
    Column("LocCurrentLocationRef.SummaryData", lambda one: one.record.storage_place, 24),
    Column("NotNotes", lambda one: one.record.notes, 40),
)


def _qualifier(specimen: ExportedSpecimen) -> Cell:
    return {"unsure": "?", "group": "group"}.get(specimen.qualifier, "")


SPECIFY: tuple[Column, ...] = (
    Column("Catalog Number", lambda one: one.record.catalogue_number, 16),
    Column("GUID", lambda one: one.guid, 34),
    Column("Determination 1 Taxon", lambda one: one.record.species, 22),
    Column("Determination 1 Qualifier", _qualifier),
    Column("Determination 1 Alternate Name", lambda one: one.record.label_name, 22),
    Column("Determination 1 Group", lambda one: one.record.group_name, 22),
    Column("Determination 1 Determiner Last Name", lambda one: one.identified_by, 22),
    Column("Determination 1 Determined Date", lambda one: day(one.identified_at)),
    Column("Locality Name", lambda one: one.record.locality, 34),
    Column("Accession Agent 1 Last Name", lambda one: one.record.donor, 22),
    Column("Preparation 1 Storage Location", lambda one: one.record.storage_place, 24),
    *(Column(f"Attribute {name.capitalize()} mm", _side(name)) for name in _SIDES),
    Column("Attribute Length Error mm", lambda one: one.record.length_error_mm),
    Column("Attribute Width Error mm", lambda one: one.record.width_error_mm),
    Column("Attribute Size Method", lambda one: METHOD_WORDS.get(one.size_method, one.size_method), 30),
    Column("Attribute Size By", lambda one: one.size_by),
    Column("Remarks", lambda one: one.record.notes, 40),
    Column("Attachments", photo_names, 40),
)

PROFILES: dict[Profile, tuple[Column, ...]] = {Profile.PLAIN: PLAIN, Profile.EMU: EMU, Profile.SPECIFY: SPECIFY}

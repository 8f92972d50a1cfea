"""Which field a column's heading means: our own exports, EMu, Specify, English and Russian lists, with slips."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from mineral_desk.domain.importing import NUMBER, RECORD_ID

Mapped = tuple[str, ...]
"""A field for each column, in the order of the columns; empty where the column is left out."""

_SIDES = ("length", "width", "height", "depth")
_WORDS: Mapping[str, Sequence[str]] = {
    NUMBER: (
        "catalogue number", "catalog number", "catalogue no", "catalog no", "cat no", "number", "no",
        "inventory number",
        "inv no", "accession number", "object number", "specimen number", "specimen no", "registration number",
        "номер", "каталожный номер", "инвентарный номер", "инв номер", "номер по каталогу", "учетный номер",
        "номер образца",
    ),
    "species": (
        "name", "species", "mineral", "mineral name", "mineral species", "title", "object name", "determination",
        "determination 1 taxon", "taxon", "scientific name", "min identification text",
        "название", "минерал", "название минерала", "минеральный вид", "вид", "наименование", "определение",
    ),
    "label_name": (
        "name on label", "name on the label", "label name", "label", "label text", "verbatim name",
        "determination 1 alternate name", "min identification as registered",
        "название на этикетке", "этикетка", "текст этикетки", "по этикетке",
    ),
    "group_name": (
        "group", "mineral group", "class", "determination 1 group", "min identification other",
        "группа", "группа минералов", "класс",
    ),
    "locality": (
        "locality", "locality name", "location found", "find place", "place of origin", "origin", "provenance", "mine",
        "col site description", "site", "место находки", "место сбора", "местонахождение находки", "месторождение",
        "откуда",
        "происхождение", "локалитет",
    ),
    "donor": (
        "donor", "donated by", "given by", "source", "acquired from", "accession agent 1 last name", "acq credit line",
        "credit line", "collector", "даритель", "дар", "от кого", "источник поступления", "источник", "коллектор",
    ),
    "storage_place": (
        "storage place", "storage", "storage location", "location", "shelf", "drawer", "box", "cabinet",
        "preparation 1 storage location", "loc current location ref summary data",
        "место хранения", "хранение", "шкаф", "полка", "ящик", "лоток", "местонахождение",
    ),
    "notes": (
        "notes", "note", "remarks", "remark", "comments", "comment", "description", "not notes",
        "примечание", "примечания", "заметки", "комментарий", "описание",
    ),
    "hardness": ("hardness", "hardness mohs", "mohs", "mohs hardness", "твердость", "твердость по моосу"),
    "streak": ("streak", "streak colour", "streak color", "черта", "цвет черты"),
    "lustre": ("lustre", "luster", "блеск"),
    "magnetism": ("magnetism", "магнитность", "магнетизм"),
    "density": ("density", "density g cm3", "specific gravity", "sg", "плотность", "удельный вес"),
    "length_mm": ("length", "attribute length", "mea verbatim value tab 1", "длина"),
    "width_mm": ("width", "attribute width", "mea verbatim value tab 2", "ширина"),
    "height_mm": ("height", "attribute height", "mea verbatim value tab 3", "высота"),
    "depth_mm": ("depth", "attribute depth", "thickness", "mea verbatim value tab 4", "глубина", "толщина"),
    "length_error_mm": (
        "length error", "error of length", "error of the length", "attribute length error", "погрешность длины",
    ),
    "width_error_mm": (
        "width error", "error of width", "error of the width", "attribute width error", "погрешность ширины",
    ),
    "written_size": ("size", "sizes", "dimensions", "measured size", "размер", "размеры", "габариты"),
    "size_unit": ("unit", "units", "unit of size", "единица", "единицы", "ед изм"),
    "qualifier": ("name qualifier", "qualifier", "determination 1 qualifier"),
    "identified_by": (
        "identified by", "determined by", "determiner", "determination 1 determiner last name",
        "ide identified by ref tab 1 summary data", "определил", "кто определил",
    ),
    "identified_at": (
        "identified on", "date identified", "determination 1 determined date", "ide date identified0 1",
        "дата определения",
    ),
    "size_method": ("size method", "attribute size method"),
    "size_by": ("size by", "measured by", "attribute size by", "измерил"),
    "size_at": ("size on", "date measured", "дата измерения"),
    RECORD_ID: ("record id", "guid"),
    "number_prefix": ("cat prefix",),
    "number_digits": ("cat number",),
    "number_suffix": ("cat suffix",),
    **{f"{side}_kind": (f"mea type tab {n}",) for n, side in enumerate(_SIDES, start=1)},
    **{f"{side}_unit": (f"mea verbatim unit tab {n}", f"{side} unit") for n, side in enumerate(_SIDES, start=1)},
    **{f"{side}_remark": (f"mea remarks tab {n}",) for n, side in enumerate(_SIDES[:2], start=1)},
}  # fmt: skip
"""Headings as :func:`plain_heading` leaves them, without units."""

UNITS = {
    "mm": 1.0,
    "мм": 1.0,
    "cm": 10.0,
    "см": 10.0,
    "m": 1000.0,
    "м": 1000.0,
    "in": 25.4,
    "inch": 25.4,
    "inches": 25.4,
}
"""Millimetres in a unit, as headings and cells name it."""
_BY_HEADING = {heading: name for name, headings in _WORDS.items() for heading in headings}
_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_NO_WORD = re.compile(r"[^0-9a-zа-яё]+")
LONGEST_HEADING = 200
LIKE = 0.86
"""How alike two headings must be to count as a slip: one wrong letter in eight."""
SHORTEST_SLIP = 5
"""Letters; shorter words are too easily one another."""


def plain_heading(heading: str) -> str:
    """Small letters, one space between words, "ColSiteDescription" taken apart, no signs, "ё" as "е"."""
    spread = _CAMEL.sub(" ", heading[:LONGEST_HEADING].replace("№", " номер "))
    return _NO_WORD.sub(" ", spread.lower()).replace("ё", "е").strip()


def unit_of_heading(heading: str) -> str:
    """The unit that a heading ends with ("Length, cm", "длина (мм)", "width_mm"); empty without one."""
    last = plain_heading(heading).rpartition(" ")[2]
    return last if last in UNITS else ""


def propose_mapping(headings: Sequence[str]) -> Mapped:
    """A field for each heading; no field twice: the better match wins, of equal ones the first."""
    found = [field_of_heading(heading) for heading in headings]
    best: dict[str, tuple[float, int]] = {}
    for place, (name, likeness) in enumerate(found):
        if name and likeness > best.get(name, (0.0, 0))[0]:
            best[name] = (likeness, place)
    chosen = {place: name for name, (_, place) in best.items()}
    if "number_digits" in best and NUMBER in best:  # EMu's number is in parts: a lone "number" beside is another one
        chosen.pop(best[NUMBER][1])
    return tuple(chosen.get(place, "") for place in range(len(headings)))


def field_of_heading(heading: str) -> tuple[str, float]:
    """The field that a heading means and how sure that is (0 to 1); an empty name where it means none."""
    plain = plain_heading(heading)
    without_unit = plain.rpartition(" ")[0] if unit_of_heading(heading) else plain
    for one in (plain, without_unit):
        if one in _BY_HEADING:
            return _BY_HEADING[one], 1.0
    return _like(without_unit)


def _like(plain: str) -> tuple[str, float]:
    if len(plain) < SHORTEST_SLIP or re.search(r"\d", plain):  # "… tab 2" is no slip of "… tab 1"
        return "", 0.0
    likest, name = max((_likeness(plain, known), field) for known, field in _BY_HEADING.items())
    return (name, likest) if likest >= LIKE else ("", 0.0)


def _likeness(one: str, other: str) -> float:
    if abs(len(one) - len(other)) > 2:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()

"""Compile ``resources/minerals.csv`` and ``mineral_groups.csv`` beside it from tables of facts.

    python -m mineral_desk.training.compile_minerals --facts ../shared/data --out resources/minerals.csv

Names, formulas, IMA numbers, crystal systems and groups come from the list of the IMA; hardness, streak, lustre,
colour and density from a table of properties, reduced to numbers and to the words of a fixed vocabulary; Russian names
from a table of names and from :mod:`.names_ru`; the groups that curators speak of from :mod:`.mineral_groups`.
"""

import argparse
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.minerals import folded
from mineral_desk.domain.properties import COLOURS, DENSITY_LIMITS, LUSTRES, MOHS_LIMITS
from mineral_desk.services.writing import write_text
from mineral_desk.training.handbook_facts import HANDBOOK
from mineral_desk.training.mineral_groups import group_of, name_ru_of
from mineral_desk.training.names_ru import RussianNames

COLUMNS = (
    "name", "name_ru", "formula", "ima_number", "crystal_system", "group", "curators_group",
    "mohs_low", "mohs_high", "streak", "lustre", "colour", "density", "magnetism",
)  # fmt: skip
GROUP_COLUMNS = ("name", "name_ru")
STRONGLY_MAGNETIC = frozenset(
    ("Magnetite", "Maghemite", "Pyrrhotite", "Greigite", "Iron", "Kamacite", "Taenite", "Awaruite", "Wairauite",
     "Jacobsite", "Trevorite", "Magnesioferrite", "Cuprospinel", "Smythite", "Josephinite", "Tetrataenite",
     "Tetraferroplatinum", "Cohenite", "Schreibersite")
)  # fmt: skip
"""Ferro- and ferrimagnetic minerals that hang on a hand magnet (Dunlop & Özdemir, *Rock Magnetism*, chapter 3)."""
WEAKLY_MAGNETIC = frozenset(("Ilmenite", "Franklinite", "Chromite", "Ulvöspinel", "Columbite-(Fe)", "Ferberite"))
MAGNETIC_ELEMENTS = frozenset(("Fe", "Co", "Ni", "Mn", "Cr"))
SPELLINGS = {"gray": "grey", "colorless": "colourless", "golden": "gold", "silvery": "silver", "glassy": "vitreous"}
SPELLINGS |= {"sub-metallic": "submetallic", "purplish": "purple", "greenish": "green", "bluish": "blue"}


def main() -> None:
    """Read the tables, write the list, say how complete it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=Path, required=True, help="folder with the three tables")
    parser.add_argument("--out", type=Path, default=Path("resources/minerals.csv"))
    options = parser.parse_args()
    rows = list(compiled(options.facts))
    write_text(options.out, as_csv(rows, COLUMNS))
    groups = sorted({row["curators_group"] for row in rows} - {""})
    named = [{"name": group, "name_ru": name_ru_of(group)} for group in groups]
    write_text(options.out.with_name("mineral_groups.csv"), as_csv(named, GROUP_COLUMNS))
    for column in COLUMNS:
        print(f"{column:15} {sum(bool(row[column]) for row in rows):5} of {len(rows)}")


def compiled(facts: Path) -> Iterator[dict[str, str]]:
    """One row a mineral of the IMA list, by name."""
    properties = {folded(name): row for row in _table(facts / "mineral_properties.csv") for name in _names(row["name"])}
    russian = RussianNames({row["name"]: row["name_ru"] for row in _table(facts / "mineral_names_ru.csv")})
    for row in sorted(_table(facts / "ima_minerals.csv"), key=lambda row: folded(row["name"])):
        name = without_markup(row["name"])
        given = {key: value for key, value in properties.get(folded(name), {}).items() if value}
        known = HANDBOOK.get(name, {}) | given
        low, high = span(known.get("mohs_scale_hardness", ""), *MOHS_LIMITS)
        yield {
            "name": name,
            "name_ru": russian.of(name),
            "formula": without_markup(row["ima_formula"]),
            "ima_number": row["ima_number"].removeprefix("IMA"),
            "crystal_system": "" if row["crystal_system"] == "unknown" else row["crystal_system"],
            "group": row["structural_group"],
            "curators_group": group_of(row),
            "mohs_low": low,
            "mohs_high": high,
            "streak": words(known.get("streak", ""), COLOURS),
            "lustre": words(known.get("luster", ""), LUSTRES),
            "colour": words(known.get("color", ""), COLOURS),
            "density": "-".join(dict.fromkeys(filter(None, span(known.get("specific_gravity", ""), *DENSITY_LIMITS)))),
            "magnetism": magnetism(name, row["elements"]),
        }


def magnetism(name: str, elements: str) -> str:
    """What a hand magnet does; empty where that is not known: minerals of iron and its kin differ."""
    if name in STRONGLY_MAGNETIC:
        return "strong"
    if name in WEAKLY_MAGNETIC:
        return "weak"
    present = {part.strip() for part in elements.split(",")} - {""}
    return "none" if present and not present & MAGNETIC_ELEMENTS else ""


def span(text: str, least: float, most: float) -> tuple[str, str]:
    """The lowest and highest number of a text like "3.5–4" or "2½ to 3"; empty where there is none within limits."""
    plain = re.sub(r"\([^)]*\)", " ", text.replace(",", "."))
    plain = re.sub(r"(\d)\s*½|(\d)\s1/2", lambda found: f"{found.group(1) or found.group(2)}.5", plain)
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", plain)]
    within = [number for number in numbers if least <= number <= most]
    return (f"{min(within):g}", f"{max(within):g}") if within else ("", "")


def words(text: str, vocabulary: Iterable[str]) -> str:
    """The words of ``vocabulary`` that ``text`` holds, in the order they stand there."""
    said = [SPELLINGS.get(word, word) for word in re.findall(r"[a-z-]+", text.lower())]
    known = set(vocabulary)
    return " ".join(dict.fromkeys(word for word in said if word in known))


def as_csv(rows: Iterable[dict[str, str]], columns: Sequence[str]) -> str:
    """The rows under their header, lines ended by a single newline."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _names(heading: str) -> list[str]:
    """The names in a heading such as "Baryte (barite)" or "Agardite-(Y), Agardite-(Ce)"."""
    parts = re.split(r",\s*|\s\(|(?<=[a-z])\)$", heading)
    return [part for part in (part.strip() for part in parts) if part]


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main()

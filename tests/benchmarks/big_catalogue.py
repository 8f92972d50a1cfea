"""Catalogues of any size, made in seconds: rows by bulk SQL, as people's acts would have left them.

There are no analyses and no change log behind the records; what is measured on such a file is search and lists.
"""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

from mineral_desk.catalogue.connection import connect, writing
from mineral_desk.catalogue.migrations import MIGRATIONS, apply_migrations

SPECIES = (
    "Quartz", "Calcite", "Fluorite", "Baryte", "Pyrite", "Malachite", "Azurite", "Beryl", "Topaz", "Galena", "Haüyne",
    "Rhodochrosite", "Lazurite", "Sodalite", "Almandine", "Schorl", "Elbaite", "Epidote", "Stibnite", "Cinnabar",
)  # fmt: skip
LOCALITIES = (
    "Сары-Санг, Бадахшан", "Мурзинка, Средний Урал", "Gumeshevsk, Ural", "Dalnegorsk, Primorye", "Tsumeb, Namibia",
    "Panasqueira, Portugal", "Ёлкино, Сибирь", "Laacher See, Eifel", "Minas Gerais, Brazil", "Cornwall, England",
)  # fmt: skip
PEOPLE = ("Anna Petrova", "Иван Орлов", "Søren Krøyer", "M. Curie")
WORDS = (
    "crystal", "vein", "cluster", "druse", "twin", "pocket", "matrix", "cleavage", "old", "register", "exchange",
    "кристалл", "щётка", "друза",
)  # fmt: skip

_INSERT = (
    "INSERT INTO specimen (guid, catalogue_number, origin, species, identified_by, identified_at, length_mm, "
    "length_error_mm, width_mm, size_method, size_by, size_at, notes, label_name, group_name, locality, donor, "
    "storage_place) VALUES (?, ?, 'import', ?, ?, ?, ?, ?, ?, 'typed', ?, ?, ?, ?, ?, ?, ?, ?)"
)
_RESTING = (
    "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL "
    "AND tbl_name IN ('specimen', 'specimen_sought')"
)
"""What rests while rows are added: an index is built quicker at the end."""


def fill_quickly(path: Path, count: int, rare_share: float = 0.7, version: int = MIGRATIONS[-1].version) -> None:
    """A catalogue of ``count`` specimens; ``rare_share`` of them have one of 20 names, the rest one of 3,000.

    ``version`` is the format's, from the fourth on.
    """
    path.touch()
    with closing(connect(path, read_only=False)) as empty, writing(empty, path):
        apply_migrations(empty, MIGRATIONS[:version])
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -400000")
        resting = database.execute(_RESTING).fetchall()
        database.execute("BEGIN")
        for kind, name, _ in resting:
            database.execute(f"DROP {kind} {name}")
        database.executemany(_INSERT, (_record(number, rare_share) for number in range(count)))
        database.execute("INSERT INTO specimen_sought SELECT * FROM specimen_standing ORDER BY specimen_id")
        database.execute("INSERT INTO specimen_search (specimen_search) VALUES ('rebuild')")
        for _, _, sql in resting:
            database.execute(sql)
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode = WAL")


def _record(number: int, rare_share: float) -> tuple[object, ...]:
    chance = random.Random(number)
    species = chance.choice(SPECIES) if chance.random() < rare_share else f"Mineralite-{chance.randrange(3000)}"
    person = chance.choice(PEOPLE)
    day = (
        f"{2000 + chance.randrange(26)}-{1 + chance.randrange(12):02}-{1 + chance.randrange(28):02}T10:00:00.000+00:00"
    )
    length_mm = round(min(900.0, chance.lognormvariate(3.8, 0.6)), 1)
    place = f"Cabinet {1 + chance.randrange(200)}, drawer {1 + chance.randrange(20)}"
    notes = " ".join(chance.choices(WORDS, k=6))
    return (
        f"{number:032x}", f"FMM {number + 1}", species, person, day, length_mm, 1.2, round(length_mm * 0.7, 1), person,
        day, notes, species.lower(), f"{species[:4]} group", chance.choice(LOCALITIES),
        f"Donor {chance.randrange(5000)}", place,
    )  # fmt: skip

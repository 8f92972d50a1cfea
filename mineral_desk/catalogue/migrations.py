"""How a catalogue file of each version becomes one of the next. Only ever add to the end (see FORMAT.md)."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from sqlite_utils import Database

from mineral_desk.catalogue.schema import VERSION_1
from mineral_desk.catalogue.schema_version_2 import VERSION_2
from mineral_desk.catalogue.schema_version_3 import VERSION_3
from mineral_desk.catalogue.schema_version_4 import VERSION_4
from mineral_desk.catalogue.schema_version_5 import VERSION_5
from mineral_desk.catalogue.schema_version_6 import VERSION_6
from mineral_desk.catalogue.schema_version_7 import VERSION_7
from mineral_desk.catalogue.schema_version_8 import VERSION_8
from mineral_desk.catalogue.text import now_text

APPLICATION_ID = 0x4D446B31
"""Marks a SQLite file as a Mineral Desk catalogue ("MDk1" in the file's header)."""


@dataclass(frozen=True, slots=True)
class Migration:
    """``apply`` brings a file to ``version`` from the one before; it runs inside a transaction."""

    version: int
    apply: Callable[[Database], None]


def _version_1(database: Database) -> None:
    run_script(database, VERSION_1)
    database.execute(
        "INSERT INTO catalogue_info (key, value) VALUES ('guid', ?), ('created_at', ?)", (uuid4().hex, now_text())
    )


def _version_2(database: Database) -> None:
    run_script(database, VERSION_2)


def _version_3(database: Database) -> None:
    run_script(database, VERSION_3)


def _version_4(database: Database) -> None:
    run_script(database, VERSION_4)


def _version_5(database: Database) -> None:
    run_script(database, VERSION_5)


def _version_6(database: Database) -> None:
    run_script(database, VERSION_6)


def _version_7(database: Database) -> None:
    run_script(database, VERSION_7)


def _version_8(database: Database) -> None:
    run_script(database, VERSION_8)


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, _version_1),
    Migration(2, _version_2),
    Migration(3, _version_3),
    Migration(4, _version_4),
    Migration(5, _version_5),
    Migration(6, _version_6),
    Migration(7, _version_7),
    Migration(8, _version_8),
)


def run_script(database: Database, script: str) -> None:
    """Run many statements inside the open transaction (``sqlite3``'s own ``executescript`` would end it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if _complete(statement):
            database.execute(statement)
            statement = ""


def _complete(statement: str) -> bool:
    return bool(statement.strip()) and sqlite3.complete_statement(statement)


def file_version(database: Database) -> int:
    """The version that wrote the file."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def apply_migrations(database: Database, migrations: tuple[Migration, ...]) -> None:
    """Bring the file to the last version of ``migrations``; runs inside one transaction of the caller."""
    for migration in migrations:
        if migration.version > file_version(database):
            migration.apply(database)
            database.execute(f"PRAGMA user_version = {migration.version}")
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")

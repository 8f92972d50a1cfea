"""Creating, opening and migrating a catalogue file: three functions, each with one purpose."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.alone import alone
from mineral_desk.catalogue.catalogue import Catalogue
from mineral_desk.catalogue.complaints import damaged, in_words
from mineral_desk.catalogue.connection import connect, has_log, open_for_reading, writing
from mineral_desk.catalogue.copying import back_up
from mineral_desk.catalogue.migrations import APPLICATION_ID, MIGRATIONS, Migration, apply_migrations, file_version
from mineral_desk.catalogue.placing import free_name
from mineral_desk.catalogue.presence import identity_of
from mineral_desk.domain.errors import CatalogueBusy, CatalogueError, CatalogueReadOnly, CatalogueTooNew
from mineral_desk.domain.phrase import said

__all__ = ["SUFFIX", "Catalogue", "create_catalogue", "create_or_open", "migrate", "open_catalogue"]

SUFFIX = ".mdc"
"""The usual ending of a catalogue's name."""
OPENING_TRIES = 3


def create_catalogue(path: Path) -> Catalogue:
    """Make a new, empty catalogue; the folder must exist and the file must not (or be empty).

    Raises CatalogueError where there is a file already, CatalogueReadOnly where none can be made.
    """
    if path.exists() and not _is_blank(path):
        raise CatalogueError(said("{path} exists already.", path=path), "Open it, or choose another name.")
    if not path.parent.is_dir():
        raise CatalogueReadOnly(
            said("The folder {folder} does not exist.", folder=path.parent), "Make it, or choose another folder."
        )
    try:
        path.touch()
    except OSError as error:
        raise CatalogueReadOnly(
            said("{path} cannot be made.", path=path), "Choose a folder that you may write to."
        ) from error
    with in_words(path), closing(connect(path, read_only=False)) as database, writing(database, path):
        apply_migrations(database, MIGRATIONS)  # one transaction: a file cut short here is still empty
    return open_catalogue(path)


def open_catalogue(path: Path, *, read_only: bool = False) -> Catalogue:
    """Open a catalogue of this version or, after a backup and a migration, of an older one.

    Raises CatalogueError where there is no file, CatalogueTooNew, CatalogueDamaged, CatalogueBusy, and
    CatalogueReadOnly where the file or its folder cannot be written and ``read_only`` is not asked for.
    """
    version = checked_version(path, read_only=read_only)
    if version < MIGRATIONS[-1].version:
        if read_only:
            raise CatalogueReadOnly(
                said(
                    "{path} is of version {version}; reading needs version {newest}.",
                    path=path,
                    version=version,
                    newest=MIGRATIONS[-1].version,
                ),
                "Open it once where it can be written; a backup is kept.",
            )
        migrate(path)
    with in_words(path):
        look = open_for_reading if read_only else _open_for_writing
        return Catalogue(path, _open_settled(path, look), read_only=read_only)


def create_or_open(path: Path) -> Catalogue:
    """Open the catalogue, or make it where there is none or an empty file."""
    if path.exists() and not _is_blank(path):
        return open_catalogue(path)
    return create_catalogue(path)


def migrate(path: Path, migrations: tuple[Migration, ...] = MIGRATIONS) -> Path | None:
    """Bring the file to the last version; returns the backup made before, or None if there was nothing to do.

    All migrations run in one transaction: after a power cut the file is as it was. Raises CatalogueBusy where another
    program has the file open: an older one would go on writing as it knows how.
    """
    version = checked_version(path, migrations[-1].version)
    if version >= migrations[-1].version:
        return None
    with alone(path) as database:
        if file_version(database) != version:
            return None  # another program was faster
        copy = free_name(path.with_name(f"{path.stem}.before-version-{migrations[-1].version}{path.suffix}"))
        back_up(database, copy)
        with writing(database, path):
            apply_migrations(database, migrations)
    return copy


def checked_version(path: Path, newest: int = MIGRATIONS[-1].version, *, read_only: bool = False) -> int:
    """The file's version, once it is known to be a whole catalogue that this program understands.

    Raises CatalogueError where there is no file, CatalogueDamaged, CatalogueTooNew.
    """
    if not path.is_file():
        raise CatalogueError(said("There is no catalogue at {path}.", path=path), "Check the name, or make a new one.")
    look = open_for_reading if read_only else partial(connect, read_only=False)
    with in_words(path), closing(look(path)) as database:
        application = database.execute("PRAGMA application_id").fetchone()[0]
        version = file_version(database)
        if application != APPLICATION_ID or version < 1:
            raise damaged(path)
        if version > newest:
            raise _too_new(path, version, newest)
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _refuse_cut_short(database, path)
    return version


def _too_new(path: Path, version: int, newest: int) -> CatalogueTooNew:
    return CatalogueTooNew(
        said(
            "{path} was written by a newer program: the file has version {version}, this program knows {newest}.",
            path=path,
            version=version,
            newest=newest,
        ),
        "Update the program; nothing was changed.",
    )


def _refuse_cut_short(database: Database, path: Path) -> None:
    """A copy that was broken off ends inside of its last page, which SQLite notices only when it gets there."""
    if has_log(path):
        return  # pages may still lie there
    pages, page_bytes = (database.execute(f"PRAGMA {about}").fetchone()[0] for about in ("page_count", "page_size"))
    if path.stat().st_size < pages * page_bytes:
        raise damaged(path)


def _open_settled(path: Path, look: Callable[[Path], Database]) -> Database:
    """Open the file that bears the name: a restore may put another one in its place while this one waits for it.

    An open connection holds a lock that no restore gets past, so looking once more afterwards is enough.
    """
    for _ in range(OPENING_TRIES):
        before = identity_of(path)
        database = look(path)
        if identity_of(path) == before:
            return database
        database.close()
    raise CatalogueBusy(
        said("{path} is being replaced by another program.", path=path), "Wait a moment, then try again."
    )


def _open_for_writing(path: Path) -> Database:
    database = connect(path, read_only=False)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        if file_version(database) > MIGRATIONS[-1].version:  # a newer program migrated it a moment ago
            raise _too_new(path, file_version(database), MIGRATIONS[-1].version)
        with writing(database, path):  # proves now, not at the first decision, that the file can be written
            database.execute(
                "INSERT INTO catalogue_info (key, value) VALUES ('opened_version', ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
                (str(MIGRATIONS[-1].version),),
            )
    except BaseException:
        database.close()
        raise
    return database


def _is_blank(path: Path) -> bool:
    """An empty file, or a database without a table: what a power cut while creating leaves."""
    if not path.is_file() or path.stat().st_size == 0:
        return path.is_file()
    try:
        with closing(connect(path, read_only=False)) as database:  # takes back what was under way
            return bool(database.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0])
    except sqlite3.DatabaseError:
        return False

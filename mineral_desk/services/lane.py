"""The catalogue lane: one thread does all writes, in order; every other thread reads on its own connection."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from mineral_desk.catalogue.holdings import holds, landmarks
from mineral_desk.catalogue.opening import Catalogue, create_or_open, open_catalogue
from mineral_desk.domain.errors import CatalogueError, CatalogueGone
from mineral_desk.domain.phrase import said

Answer = TypeVar("Answer")


class CatalogueLane:
    """An open catalogue as the threads of the program share it.

    Without ``create`` a catalogue that is not there is a fault: its disk may only be away. Raises what opening raises.
    """

    def __init__(self, path: Path, *, create: bool = True) -> None:
        self.path = path
        self._create = create
        self._was_away = False
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="catalogue")
        self._readers: list[Catalogue] = []
        self._guard = threading.Lock()
        self._here = threading.local()
        try:
            self._writer = self._executor.submit(self._open).result()
        except BaseException:
            self._executor.shutdown()
            raise

    def _open(self) -> Catalogue:
        self._here.is_lane = True
        if self._create:
            with suppress(OSError):  # opening says it better
                self.path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = create_or_open(self.path) if self._create else open_catalogue(self.path)
        self._marks = landmarks(catalogue.database)
        return catalogue

    def write(self, act: Callable[[Catalogue], Answer]) -> Answer:
        """Run ``act`` on the lane's thread after everything asked for before, and wait for its answer."""
        if getattr(self._here, "is_lane", False):
            return act(self._writer)
        return self._executor.submit(self._act, act).result()

    def _act(self, act: Callable[[Catalogue], Answer]) -> Answer:
        """On the lane. After the disk did not answer, the file is opened anew before the next write."""
        if self._was_away:
            self._open_again()
        try:
            answer = act(self._writer)
        except CatalogueGone:
            self._was_away = True
            raise
        with suppress(CatalogueError):  # what was written is written
            self._marks = landmarks(self._writer.database)
        return answer

    def _open_again(self) -> None:
        """The open handles of a disk that was away stay dead when it comes back.

        Raises CatalogueGone where what lies there now is not what was open: an older copy, or another catalogue.
        """
        if not self.path.is_file():
            raise CatalogueGone(
                said("The disk with {path} is still away.", path=self.path), "Connect it, then try again."
            )
        with suppress(CatalogueError):  # before, as it may tidy up files of that name
            self._writer.close()
        self._writer = open_catalogue(self.path)
        if not holds(self._writer.database, self._marks):
            self._writer.close()
            raise CatalogueGone(
                said("{path} is not as it was when it was last open; nothing is written into it.", path=self.path),
                "Put the right file back, or choose File, Open another catalogue.",
            )
        self._was_away = False

    @property
    def reading(self) -> Catalogue:
        """This thread's own connection for reading."""
        reader, of = getattr(self._here, "reader", (None, None))
        if reader is None or of is not self._writer:
            reader = self._writer.reader()
            self._here.reader = reader, self._writer
            with self._guard:
                self._readers.append(reader)
        return reader

    def close(self) -> None:
        """Finish the writes asked for, then close every connection; a disk that is away keeps nobody from closing."""
        with suppress(CatalogueError):
            self._executor.submit(self._writer.close).result()
        self._executor.shutdown()
        with self._guard:
            for reader in self._readers:
                with suppress(CatalogueError):
                    reader.close()
            self._readers.clear()

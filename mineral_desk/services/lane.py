"""The catalogue lane: one thread does all writes, in order; every other thread reads on its own connection."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from mineral_desk.catalogue.opening import Catalogue, create_or_open, open_catalogue

Answer = TypeVar("Answer")


class CatalogueLane:
    """An open catalogue as the threads of the program share it.

    Without ``create`` a catalogue that is not there is a fault: its disk may only be away. Raises what opening raises.
    """

    def __init__(self, path: Path, *, create: bool = True) -> None:
        self.path = path
        self._create = create
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
        if not self._create:
            return open_catalogue(self.path)
        with suppress(OSError):  # opening says it better
            self.path.parent.mkdir(parents=True, exist_ok=True)
        return create_or_open(self.path)

    def write(self, act: Callable[[Catalogue], Answer]) -> Answer:
        """Run ``act`` on the lane's thread after everything asked for before, and wait for its answer."""
        if getattr(self._here, "is_lane", False):
            return act(self._writer)
        return self._executor.submit(act, self._writer).result()

    @property
    def reading(self) -> Catalogue:
        """This thread's own connection for reading."""
        reader: Catalogue | None = getattr(self._here, "reader", None)
        if reader is None:
            reader = self._here.reader = self._writer.reader()
            with self._guard:
                self._readers.append(reader)
        return reader

    def close(self) -> None:
        """Finish the writes asked for, then close every connection."""
        self._executor.submit(self._writer.close).result()
        self._executor.shutdown()
        with self._guard:
            for reader in self._readers:
                reader.close()
            self._readers.clear()

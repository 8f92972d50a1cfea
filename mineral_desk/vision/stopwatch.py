"""What each stage of the pipeline did, and how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from mineral_desk.domain.analysis import Step


class Stopwatch:
    """Collects what each stage did and how long it took."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Time one stage; it appends what it did, in words, to the list it is given."""
        did: list[str] = []
        started = time.perf_counter()
        yield did
        self.steps.append(Step(name, " ".join(did), round(time.perf_counter() - started, 4)))

"""How a long job tells how far it is.

A long job is a generator: it yields :class:`Progress` and returns its result. Each yield is also a
place to stop: closing the generator cancels the job, and what it saved until then stays saved.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from mineral_desk.domain.change import NOTHING_CHANGED, Changes

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` items are finished; ``text`` names the one just dealt with."""

    done: int
    total: int
    text: str = ""
    changes: Changes = NOTHING_CHANGED


Job = Generator[Progress, None, Result]
"""A long job that returns ``Result``."""


def finish(job: Job[Result], each: Callable[[Progress], object] | None = None) -> Result:
    """Run ``job`` to its end and return its result; ``each`` is told every step."""
    while True:
        try:
            step = next(job)
        except StopIteration as stop:
            result: Result = stop.value
            return result
        if each is not None:
            each(step)

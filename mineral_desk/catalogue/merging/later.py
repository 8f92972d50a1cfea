"""What could not be done when its act was replayed, because a later act takes away what is in its way.

A record cannot be there again while another one bears its number; a photo cannot show a record that is not there yet; a
record cannot go while photos show it. So each of these is tried again until nothing more can be done.
"""

from collections.abc import Callable
from dataclasses import dataclass, field


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Step:
    """``attempt`` says whether it is done now.

    ``make_way`` is tried where steps wait for one another in a circle, ``give_up`` is called where nothing helped.
    """

    attempt: Callable[[], bool]
    make_way: Callable[[], bool] | None = None
    give_up: Callable[[], None] = _nothing


@dataclass(slots=True)
class Later:
    """Steps in the order of their acts."""

    _waiting: list[Step] = field(default_factory=list)

    def add(self, step: Step) -> None:
        """Keep for later what could not be done; a step may add others while it is tried."""
        self._waiting.append(step)

    def finish(self) -> None:
        """Do all that can be done, whatever order it takes."""
        while self._try(lambda step: step.attempt()) or self._make_way():
            pass
        for step in self._waiting:
            step.give_up()
        self._waiting.clear()

    def _try(self, do: Callable[[Step], bool]) -> bool:
        """Whether any step could be done."""
        waiting, self._waiting = self._waiting, []
        left = [step for step in waiting if not do(step)]
        self._waiting = [*left, *self._waiting]
        return len(left) < len(waiting)

    def _make_way(self) -> bool:
        """Whether one step could be done halfway, which may free others."""
        for step in self._waiting:
            if step.make_way is not None and step.make_way():
                self._waiting.remove(step)
                return True
        return False

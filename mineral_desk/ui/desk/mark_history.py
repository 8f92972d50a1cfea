"""The steps by which the marks in a photo came about, to step back and forth in."""

from collections.abc import Hashable

from mineral_desk.domain.hand import NO_MARKS, HandMarks


class MarkHistory:
    """A drag is one step; steps of the same name one after the other, as arrow keys make them, count as one."""

    def __init__(self, marks: HandMarks = NO_MARKS) -> None:
        self._steps = [marks]
        self._place = 0
        self._name: Hashable = None

    @property
    def marks(self) -> HandMarks:
        """As the last step left them."""
        return self._steps[self._place]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._place > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return self._place + 1 < len(self._steps)

    def add(self, marks: HandMarks, name: Hashable = None) -> None:
        """A step was made; ``name`` where it may go on."""
        if marks == self.marks:
            return
        if name is not None and name == self._name and self._place > 0 and not self.can_redo:
            self._steps[self._place] = marks
        else:
            del self._steps[self._place + 1 :]
            self._steps.append(marks)
            self._place += 1
        self._name = name

    def undo(self) -> HandMarks:
        """One step back."""
        self._place = max(0, self._place - 1)
        self._name = None
        return self.marks

    def redo(self) -> HandMarks:
        """One step forth."""
        self._place = min(len(self._steps) - 1, self._place + 1)
        self._name = None
        return self.marks

    @property
    def place(self) -> int:
        """How many steps lie behind."""
        return self._place

    def back_to(self, place: int) -> HandMarks:
        """As it was after so many steps; the steps after it can be made again."""
        self._place = min(max(place, 0), len(self._steps) - 1)
        self._name = None
        return self.marks

"""When a reason is asked for, and what comes of the key that gives it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QKeyCombination, QObject, Qt, Signal

from mineral_desk.domain.change import REDO, UNDO, ChangeKind, Changes
from mineral_desk.ui.actions import Actions
from mineral_desk.ui.reason_words import reason_in_own_words
from mineral_desk.ui.status_bar import StatusBar
from mineral_desk.ui.words import tr

EXPLAINED = ("Edit ", "Number ", "No number", "Restore the state", "Verify ", "Cube edge ")
"""How the names of acts begin that a reason may be given for, beside corrections on the Desk."""
KEYED = 4


class Reasons(QObject):
    """Asks after an act that changes what stood there, until the next act, and never waits for an answer."""

    given = Signal(int, str)
    """The act, and why it was done."""

    def __init__(self, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._status = status
        self._reasons: tuple[str, ...] = ()
        self._act: int | None = None
        status.reasons.chosen.connect(self.choose)
        status.reasons.other_wanted.connect(self.ask_other)
        status.reasons.typed.connect(self._give)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the window's actions do here."""
        keyed = {f"reason_{n}": partial(self.choose, n - 1) for n in range(1, KEYED + 1)}
        return {**keyed, "reason_other": self.ask_other}

    def name_actions(self, commands: Actions, reasons: Sequence[str]) -> None:
        """Let the menu say what each key stands for; what stands for nothing is not in it."""
        for n in range(1, KEYED + 1):
            commands[f"reason_{n}"].setVisible(n <= len(reasons))
        for n, reason in enumerate(reasons, start=1):
            commands.rename(f"reason_{n}", tr("Why: {reason}", reason=reason_in_own_words(reason)))

    def wrote(self, changes: Changes, reasons: Sequence[str], *, corrects: bool) -> None:
        """An act was written: ask why it was done, or take the question about the one before back."""
        if changes.kinds == {ChangeKind.REASON}:
            return
        name = changes.name
        asks = (corrects or name.startswith(EXPLAINED)) and not name.startswith((UNDO, REDO))
        self._reasons = tuple(reasons)
        self._act = changes.operation_id if asks else None
        self._status.offer_reasons([reason_in_own_words(one) for one in reasons] if self._act is not None else ())

    def choose(self, place: int) -> None:
        """Give the reason that has this place in the list."""
        if place < len(self._reasons):
            self._give(self._reasons[place])

    def ask_other(self) -> None:
        """Let words of one's own be typed."""
        if self._act is not None:
            self._status.reasons.ask()

    def forget(self) -> None:
        """Ask no more."""
        self._act = None
        self._status.offer_reasons(())

    def take_key(self, pressed: QKeyCombination) -> bool:
        """Esc takes the question back; every other key is somebody else's."""
        if self._act is None or pressed.key() != Qt.Key.Key_Escape:
            return False
        self.forget()
        return True

    def _give(self, reason: str) -> None:
        if self._act is not None:
            act, self._act = self._act, None
            self._status.offer_reasons(())
            self.given.emit(act, reason)

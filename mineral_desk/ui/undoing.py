"""What Undo takes back and Redo brings back: a mark, the last act, or a whole merge by the copy kept before it."""

from collections.abc import Callable

from mineral_desk.ui.actions import Actions
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.desk_place import DeskPlace
from mineral_desk.ui.desk.history_block import in_own_words
from mineral_desk.ui.merging.merge_words import past_merge_words
from mineral_desk.ui.safety import Safety
from mineral_desk.ui.words import tr


class Undoing:
    """The two actions and their names; ``at_desk`` says whether the Desk is before us, where marks come first."""

    def __init__(self, backend: Backend, desk: DeskPlace, safety: Safety, at_desk: Callable[[], bool]) -> None:
        self._backend, self._desk, self._safety, self._at_desk = backend, desk, safety, at_desk

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the window's actions do here."""
        return {"undo": self.undo, "redo": self.redo}

    def undo(self) -> None:
        """The last mark in the photo while a tool is held, else the last act written.

        Acts of other computers are not undone one by one: the copy kept before their merge comes back.
        """
        if self._at_desk() and self._desk.hand.undo():
            return
        merged = self._backend.merge_to_take_back()
        if merged is not None and merged.kept is not None:
            self._safety.restore_from(merged.kept)
        else:
            self._desk.session.step(self._backend.undo)

    def redo(self) -> None:
        """What undo took back last."""
        if not (self._at_desk() and self._desk.hand.redo()):
            self._desk.session.step(self._backend.redo)

    def name_actions(self, commands: Actions) -> bool:
        """Let the menu say what each would take back; returns whether an act can be undone."""
        hand, at_desk = self._desk.hand, self._at_desk()
        kept = self._backend.can_undo(), self._backend.can_redo()
        mine = at_desk and hand.can_undo, at_desk and hand.can_redo
        for name, operation, marked in zip(("undo", "redo"), kept, mine, strict=True):
            what = (
                tr("the last mark")
                if marked
                else in_own_words(operation.name, self._backend)
                if operation is not None
                else ""
            )
            merged = self._backend.merge_to_take_back() if name == "undo" and not what else None
            if merged is not None:
                what = past_merge_words(merged)
            commands.rename(name, f"{tr(name.capitalize())}: {what}" if what else tr(name.capitalize()))
            commands[name].setEnabled(bool(what))
        return kept[0] is not None

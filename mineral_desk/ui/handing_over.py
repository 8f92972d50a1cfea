"""What a window leaves to the one that takes its place: the same catalogue in another language, other colours."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.services.whose import Whose
from mineral_desk.ui.desk.draft import Draft

if TYPE_CHECKING:
    from mineral_desk.ui.window import MainWindow


@dataclass(frozen=True, slots=True)
class Begun:
    """All that nobody has written yet, and where somebody was looking."""

    drafts: tuple[Draft, ...]
    shown: QueueFilter
    photo_id: int | None
    searched: str
    planned_for: Whose
    taking_in: tuple[Path, ...]
    """Photos and folders that were not taken in to the end."""
    is_paused: bool
    is_renewing: bool


def begun_in(window: "MainWindow") -> Begun:
    """What was begun in a window, also one that was shut down."""
    desk, work = window.desk, window.work
    return Begun(
        desk.session.begun,
        desk.queue.model.shown,
        desk.session.photo_id,
        window.catalogue.head.field.text(),
        window.storage.whose,
        work.places_taken_in,
        work.is_paused,
        work.renewing.running,
    )


def go_on(window: "MainWindow", begun: Begun) -> None:
    """Bring a window that was just started to where the one before it was."""
    window.desk.go_on(begun.drafts, begun.shown, begun.photo_id)
    window.catalogue.head.field.setText(begun.searched)
    if begun.planned_for != Whose():
        window.storage.plan_for(begun.planned_for)
    if begun.taking_in:
        window.work.take_in(begun.taking_in)
    if begun.is_renewing:
        window.work.renew()
    if begun.is_paused:
        window.work.pause(True)

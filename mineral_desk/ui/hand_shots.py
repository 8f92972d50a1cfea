"""What the pictures of measuring by hand show: each prepares a window; nothing is written."""

from PySide6.QtWidgets import QWidget

from mineral_desk.domain.decision import SizeVerb
from mineral_desk.ui.desk.draft import TypedSize
from mineral_desk.ui.desk.rescale_dialog import RescaleDialog, Scope
from mineral_desk.ui.photo_view.tool import ToolKind
from mineral_desk.ui.window import MainWindow

SHIFT_SHARE = 0.02
"""How far a corner and an outline's point are moved, as a share of the photo's width."""
TOO_LONG = 1.6


def holding_handles(window: MainWindow) -> None:
    """A corner and a point of the outline were dragged."""
    hand = window.desk.hand
    hand.use(ToolKind.HANDLES)
    for _ in range(6):
        _tab(window)
    now = hand.now
    if now is None or hand.handles.focused is None:
        return
    handle = hand.handles.find(*hand.handles.focused)
    if handle is not None:
        shift = SHIFT_SHARE * now.analysis.photo.width_px / 4
        hand.handles.nudge((handle.at_px[0] + shift, handle.at_px[1] - shift))


def holding_brush(window: MainWindow) -> None:
    """The brush lies on the outline."""
    window.desk.hand.use(ToolKind.BRUSH)
    _tab(window)


def drawing_along_ruler(window: MainWindow) -> None:
    """A line was drawn; its length is asked for."""
    hand = window.desk.hand
    hand.use(ToolKind.RULER)
    for _ in range(3):
        _tab(window)
    hand.field.field.setText("50")


def contradicted(window: MainWindow) -> None:
    """A typed size that the photo contradicts."""
    session = window.desk.session
    if session.draft is None or session.draft.measurement.length_mm is None:
        return
    window.desk.sizes.choose(SizeVerb.TYPED)
    session.type_size(TypedSize(float(round(TOO_LONG * session.draft.measurement.length_mm))))
    session.end_typing()


def asking_for_edge(window: MainWindow) -> QWidget:
    """The dialog of another cube edge, looking at all photos of the folder."""
    window.desk.change_edge()
    dialog = window.findChildren(RescaleDialog)[-1]
    dialog.scopes[Scope.FOLDER].setChecked(True)
    return dialog


def _tab(window: MainWindow) -> None:
    window.desk.view.focusNextPrevChild(True)

"""The foot of a dialog: what is said at the left, the buttons at the right."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.widgets.buttons import KeyButton
from mineral_desk.ui.words import tr

SPACING_PX = 8


class DialogFoot(QHBoxLayout):
    """``said`` takes the room that the buttons leave; without it they stand at the right alone."""

    def __init__(self, *buttons: QWidget, said: QWidget | None = None) -> None:
        super().__init__()
        self.setSpacing(SPACING_PX)
        if said is None:
            self.addStretch(1)
        else:
            self.addWidget(said, 1)
        for button in buttons:
            self.addWidget(button)


def cancel_button(theme: Theme, dialog: QDialog) -> KeyButton:
    """Leaves ``dialog`` as Esc does."""
    button = KeyButton(theme, tr("Cancel"), "Esc", height=theme.sizes.accept)
    button.clicked.connect(dialog.reject)
    return button


def close_button(theme: Theme, dialog: QDialog) -> KeyButton:
    """Leaves ``dialog``, in which nothing waits to be kept, as Esc does."""
    button = KeyButton(theme, tr("Close"), "Esc")
    button.clicked.connect(dialog.reject)
    return button

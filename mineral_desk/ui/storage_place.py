"""Storage for now: what the box plan will need."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, TITLE
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import tr

NEEDS = (
    "Sizes that a person vouches for: accepted or typed on the Desk.",
    "Heights, where they are known: one photo shows two sides only.",
    "The boxes you have: their inner sizes and how many.",
)


class StoragePlace(QWidget):
    """Words only; no button that would do nothing."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(8)
        column.addWidget(make_label(theme, tr("Storage"), TITLE))
        words = tr("Boxes and drawers are not planned here yet. The plan will need:")
        column.addWidget(make_label(theme, words, BODY, "muted"))
        for need in NEEDS:
            column.addWidget(make_label(theme, f"·  {tr(need)}", BODY))
        column.addStretch(1)

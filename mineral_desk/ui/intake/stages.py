"""The stages of an intake with their progress, pause and cancel."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.bars import ProgressBar
from mineral_desk.ui.widgets.buttons import KeyButton
from mineral_desk.ui.widgets.labels import ElidedLabel, MarkLabel, hairline, make_label
from mineral_desk.ui.widgets.ring import Ring
from mineral_desk.ui.words import count, tr
from mineral_desk.ui.work import Stage, Work


class StageView(QWidget):
    """One stage: mark, word, so many of so many, bar."""

    def __init__(self, theme: Theme, word: str) -> None:
        super().__init__()
        self._theme, self._word = theme, word
        self._ring = Ring(theme, 14)
        self._label = MarkLabel(theme, BODY)
        self._figures = make_label(theme, "", SMALL, "muted")
        self._bar = ProgressBar(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._ring)
        row.addWidget(self._label)
        row.addStretch(1)
        row.addWidget(self._figures)
        column.addLayout(row)
        column.addWidget(self._bar)

    def show_stage(self, stage: Stage) -> None:
        """How far it is."""
        done = not stage.running and stage.total > 0 and stage.done == stage.total
        self._ring.setVisible(stage.running)
        icon = "mark-decided-dark" if self._theme.tokens.dark else "mark-decided"
        self._label.show_mark(icon if done else "", self._word, "text", "success")
        figures = tr("{done} of {total}", done=count(stage.done), total=count(stage.total)) if stage.total else ""
        self._figures.setText(figures)
        self._bar.show_fraction(stage.fraction, done)


class Stages(QWidget):
    """Opened and analysed, with Pause and Cancel while anything goes on."""

    def __init__(self, theme: Theme, work: Work) -> None:
        super().__init__()
        self._work = work
        self.opened = StageView(theme, tr("Opened"))
        self.analysed = StageView(theme, tr("Analysed"))
        self._what = ElidedLabel(theme, SMALL, "muted", middle=True)
        self.pause = KeyButton(theme, tr("Pause"), icon="pause")
        self.cancel = KeyButton(theme, tr("Cancel"))
        self.pause.clicked.connect(lambda: work.pause(not work.is_paused))
        self.cancel.clicked.connect(work.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        column.addWidget(hairline(theme))
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(20)
        row.addWidget(self.opened, 2)
        row.addWidget(self.analysed, 2)
        row.addWidget(self._what, 1)
        row.addWidget(self.pause)
        row.addWidget(self.cancel)
        self.setFixedHeight(theme.px(theme.sizes.intake_stages))
        work.progressed.connect(self.show_work)
        self.show_work()

    def show_work(self) -> None:
        """How far the work is."""
        work = self._work
        self.opened.show_stage(work.taking_in)
        self.analysed.show_stage(work.analysing)
        self.pause.setVisible(work.analysing.running)
        self.cancel.setVisible(work.is_running)
        self.pause.set_words(tr("Go on") if work.is_paused else tr("Pause"))
        self.pause.set_icon_name("play" if work.is_paused else "pause")
        self._what.setText(work.analysing.text if work.analysing.running else work.taking_in.text)
        self.setVisible(work.is_running or work.taking_in.total > 0 or work.analysing.total > 0)

"""What happened to the photo, latest first: hollow for the machine, filled for a person."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import HistoryLine
from mineral_desk.domain.change import REDO, UNDO
from mineral_desk.domain.merging import PART_WORDS
from mineral_desk.domain.record_fields import FIELD_WORDS, STATE_WORDS
from mineral_desk.services.language import NOTE
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.names import display_name, name_of_group
from mineral_desk.ui.reason_words import why_in_own_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.labels import ElidedLabel, make_label
from mineral_desk.ui.words import clock, date, speaks_russian, tr

SHOWN = 6
UNDO_PHRASE, REDO_PHRASE = UNDO + "{0}", REDO + "{0}"
PHRASES = (
    "Settle the {0}: {1}",
    "Cube edge {0}",
    "Accepted {0}",
    "Corrected to {0}",
    "Named the group {0}",
    "Left the name open",
    "Left the name open, {0}",
    "Set aside|state",
    "Taken in|history",
    "Could not be analysed",
    "Analysed: {0}",
    "Analysed with a cube of {0}: {1}",
    "Number {0}",
    "No number",
    "Take in anyway",
    "Overrule the clean-up",
    "Undo: {0}",
    "Redo: {0}",
    "Edit the record",
    "Edit {0} records",
    "Edited the record: {0}",
    "Restore the state of {0}",
    "Verify {0} names",
    "Contest {0} names",
    "Verify {0}",
    "Contest {0}",
    "Verified {0}",
    "Contested {0}",
    "Accept {0}",
    "Correct to {0}",
    "Group {0}",
    "Unsure",
    "Import {0}",
    "Numbers from {0}",
)
"""What the catalogue says, to be said in the window's language."""
GROUP_PHRASES = ("Named the group {0}", "Group {0}")
NAME_PHRASES = (
    "Analysed: {0}",
    "Analysed with a cube of {0}: {1}",
    "Accepted {0}",
    "Accept {0}",
    "Corrected to {0}",
    "Correct to {0}",
    "Verified {0}",
    "Verify {0}",
    "Contested {0}",
    "Contest {0}",
)
"""What is filled into these tells the name of a mineral, or of a group of minerals; into all others never."""
HAND_SOURCES = (
    "a line of known length",
    "the cube's corners",
    "the cube's edge",
    "the size lines",
    "a size line",
    "the outline",
)
BY_HAND = re.compile(" set by hand(?: from (.+))?$")
TYPED, BECOMES = " typed", " → "
NAME_FIELD = FIELD_WORDS["species"]
EDITED_NAME = re.compile(rf"(?:^|(?<=; )){NAME_FIELD}: (?P<names>[^;]+)(?=; |$)")
EDITED_FIELD = re.compile(rf"(?:^|(?<=; ))({'|'.join(map(re.escape, STATE_WORDS.values()))}):")
STATE_PHRASES = (*STATE_WORDS.values(), "record", "number of the photo", "shown by the photo", "decision")
"""What of a record is compared with an earlier state of it."""
SMALL_PHRASES = (
    "the beginning",
    "yes",
    "no",
    "nothing",
    "open",
    "verified",
    "contested",
    "no name",
    "no size",
    "not vouched for",
    "no size to be had",
    "advised to set aside",
    "not taken over",
    "partly taken over",
    "ours",
    "theirs",
    "another value",
    *FIELD_WORDS.values(),
    *PART_WORDS.values(),
)


class HistoryBlock(QWidget):
    """A few lines; the whole history belongs to the specimen's record."""

    wanted = Signal()
    """All of it, of the record and its other photos."""

    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 11, 16, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(make_label(theme, tr("History"), SMALL, "muted"))
        head.addStretch(1)
        whole = KeyButton(theme, tr("All"), "Ctrl+H", ButtonKind.LINK, style=SMALL)
        whole.setAccessibleName(tr("History and earlier states"))
        whole.clicked.connect(self.wanted)
        head.addWidget(whole)
        column.addLayout(head)
        self._lines = [_Line(theme, backend) for _ in range(SHOWN)]
        for line in self._lines:
            column.addWidget(line)
        column.addStretch(1)

    def show_lines(self, lines: Sequence[HistoryLine]) -> None:
        """The latest ones."""
        for place, widget in enumerate(self._lines):
            widget.setVisible(place < len(lines))
            if place < len(lines):
                widget.show_line(lines[place])


class _Line(QWidget):
    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__()
        self._theme, self._backend = theme, backend
        self._icon = QLabel()
        self._what = ElidedLabel(theme, SMALL)
        self._when = make_label(theme, "", SMALL, "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._what, 1)
        row.addWidget(self._when)

    def show_line(self, line: HistoryLine) -> None:
        side = self._theme.px(14)
        icon = "person" if line.who else "machine"
        self._icon.setPixmap(self._theme.pixmap(icon, side, "muted", self.devicePixelRatioF()))
        what = in_own_words(line.what, self._backend)
        if line.who:
            what = tr("{what} by {who}", what=what, who=line.who)
        if line.undone:
            what = tr("{what} (undone)", what=what)
        why = why_in_own_words(line)
        self._what.setText(f"{what}: {why}" if why and line.who else what)
        self.setToolTip("; ".join(part for part in (fields_in_own_words(line.details, self._backend), why) if part))
        self._when.setText(clock(line.when))
        self._when.setToolTip(f"{date(line.when)}, {clock(line.when, seconds=True)}")


def in_own_words(what: str, backend: Backend) -> str:
    """The catalogue's English line in the window's language, minerals by their names in it.

    As it is where the phrase is not known.
    """
    for phrase in PHRASES:
        pattern = re.escape(phrase.partition(NOTE)[0])
        for place in ("{0}", "{1}"):
            pattern = pattern.replace(re.escape(place), "(.+)")
        found = re.fullmatch(pattern, what)
        if found is not None:
            return tr(phrase).format(*(_filled_in(phrase, group, backend) for group in found.groups()))
    return tr(what) if what in SMALL_PHRASES else what


def state_word(what: str) -> str:
    """What is compared with an earlier state, called as in the window's language."""
    return tr(what) if what in STATE_PHRASES else what


def state_value(what: str, value: str, backend: Backend) -> str:
    """What stands there, or stood, in the window's language."""
    return display_name(backend, value) if what == NAME_FIELD else in_own_words(value, backend)


def fields_in_own_words(why: str, backend: Backend) -> str:
    """What an edit changed, field by field, with fields and minerals called as in the window's language."""
    named = EDITED_NAME.sub(lambda found: f"{NAME_FIELD}: {_before_and_after(found['names'], backend)}", why)
    return EDITED_FIELD.sub(lambda found: f"{tr(found[1])}:", named)


def _before_and_after(names: str, backend: Backend) -> str:
    return BECOMES.join(display_name(backend, name) for name in names.split(BECOMES))


def _filled_in(phrase: str, said: str, backend: Backend) -> str:
    """What stands in place of a brace of ``phrase``."""
    if phrase in (UNDO_PHRASE, REDO_PHRASE):
        return in_own_words(said, backend)
    if phrase in GROUP_PHRASES:
        return _parts(said, partial(name_of_group, backend))
    return _parts(said, partial(display_name, backend) if phrase in NAME_PHRASES else str)


def _parts(said: str, named: Callable[[str], str]) -> str:
    """A list of small findings, each in the window's language; ``named`` says a mineral's name in it."""
    by_hand = BY_HAND.search(said)
    if by_hand is not None:
        sources = (tr(source) for source in re.split(", | and ", by_hand.group(1) or ""))
        what = _parts(said[: by_hand.start()], named)
        return tr("{what}, by hand: {sources}", what=what, sources=", ".join(sources))
    if said.endswith(TYPED):
        return tr("{what}, typed", what=_parts(said.removesuffix(TYPED), named))
    parts = ", ".join(tr(part) if part in SMALL_PHRASES else named(part) for part in said.split(", "))
    if speaks_russian():
        parts = re.sub(r"(\d)\.(\d)", r"\1,\2", parts).replace(" mm", " мм")
    return parts

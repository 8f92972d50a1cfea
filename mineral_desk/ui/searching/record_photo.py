"""The photo of a record beside a list: the specimen as large as it goes, with what was found drawn over it."""

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.geometry import Box
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.remedies import flags_of
from mineral_desk.ui.photo_view.images import Picture
from mineral_desk.ui.photo_view.layers import SHOWN_AT_FIRST
from mineral_desk.ui.photo_view.marked import CORNERS, Marked
from mineral_desk.ui.photo_view.overlays import draw_shapes
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.words import tr

AROUND = 0.07
"""Of the long side of what is shown: the room around it."""


class RecordPhoto(QWidget):
    """Nothing can be changed here; pressed twice it opens on the Desk."""

    desk_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._analysis: Analysis | None = None
        self._picture: Picture | None = None
        self._small: QPixmap | None = None
        self._note = ""
        self.setAccessibleName(tr("Photo"))

    def show_draft(self, draft: Draft | None, small: QPixmap | None) -> None:
        """Another photo; ``small`` stands in for its picture until that is there."""
        self._analysis = None if draft is None else drawn(draft)
        self._picture, self._small = None, small
        self._note = tr("No photo") if draft is None else ""
        self.update()

    def show_picture(self, picture: Picture) -> None:
        """The picture of the photo."""
        self._picture = picture
        self.update()

    def show_failed(self) -> None:
        """There is no picture to be had."""
        self._note = tr("This photo cannot be shown.")
        self._small = None
        self.update()

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    @property
    def analysis(self) -> Analysis | None:
        """What is drawn over it."""
        return self._analysis

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.desk_wanted.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("photo_surround"))
        size = self._photo_size()
        if self._note or size is None:
            painter.setFont(self._theme.font(SMALL))
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._note)
            return
        to_screen = self._to_screen(*size)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        whole = to_screen.mapRect(QRectF(0, 0, *size))
        if self._picture is not None:
            level = self._picture.level_for(whole.width() * self.devicePixelRatioF())
            painter.drawImage(whole, level)
        elif self._small is not None and not self._small.isNull():
            painter.drawPixmap(whole, self._small, QRectF(self._small.rect()))
        if self._analysis is not None and not self._analysis.error:
            draw_shapes(painter, self._analysis, SHOWN_AT_FIRST, to_screen)

    def _photo_size(self) -> tuple[float, float] | None:
        if self._picture is not None:
            return self._picture.width_px, self._picture.height_px
        photo = self._analysis.photo if self._analysis is not None else None
        if photo is not None and photo.width_px > 0:
            return photo.width_px, photo.height_px
        small = self._small
        return (small.width(), small.height()) if small is not None and not small.isNull() else None

    def _to_screen(self, width_px: float, height_px: float) -> QTransform:
        """What is looked at fills the place; of a photo that is too narrow for that the surround is seen."""
        box = looked_at(self._analysis, width_px, height_px)
        whole = min(self.width() / width_px, self.height() / height_px)
        scale = max(whole, min(self.width() / box.width, self.height() / box.height))
        offsets = []
        for room, photo, middle in zip((self.width(), self.height()), (width_px, height_px), box.centre, strict=True):
            offset = room / 2 - middle * scale
            spare = room - photo * scale
            offsets.append(spare / 2 if spare >= 0 else min(0.0, max(spare, offset)))
        return QTransform(scale, 0, 0, scale, *offsets)


def drawn(draft: Draft) -> Analysis | None:
    """The findings with what a person marked."""
    analysis = draft.stored.analysis
    if analysis is None or analysis.error:
        return analysis
    return Marked(analysis, draft.marks, replace(draft.shown, flags=flags_of(draft))).shown()


def looked_at(analysis: Analysis | None, width_px: float, height_px: float) -> Box:
    """The part of the photo that holds the specimen and the cube; all of it where neither was found."""
    whole = Box(0, 0, width_px, height_px)
    if analysis is None or analysis.error:
        return whole
    found = [analysis.outline.box_px] if analysis.outline is not None else []
    measurement = analysis.measurement
    if len(measurement.cube_corners_px) == CORNERS:
        found.append(Box.around(measurement.cube_corners_px))
    found += [Box.around(line) for line in (measurement.length_line_px, measurement.width_line_px) if line is not None]
    if not found:
        return whole
    box = found[0]
    for other in found[1:]:
        box = box.union(other)
    box = box.padded(AROUND * max(box.width, box.height)).clipped(width_px, height_px)
    return box if box.area > 0 else whole

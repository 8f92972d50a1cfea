"""The photo view: zoom at the cursor, pan, fit, 1:1, and the findings on top."""

from collections.abc import Sequence, Set

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QLineF,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPainterPath, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView

from mineral_desk.domain.analysis import Analysis
from mineral_desk.ui.photo_view import strokes
from mineral_desk.ui.photo_view.geometry import box_rect
from mineral_desk.ui.photo_view.images import HeatPicture, Picture
from mineral_desk.ui.photo_view.layers import SHOWN_AT_FIRST, Layer
from mineral_desk.ui.photo_view.overlays import Ground, draw_findings, found_plates
from mineral_desk.ui.photo_view.photo_item import PhotoItem
from mineral_desk.ui.photo_view.strokes import draw_cased
from mineral_desk.ui.photo_view.tones import Tones
from mineral_desk.ui.photo_view.tool import Pointer, Tool
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.theme.tokens import OVERLAY
from mineral_desk.ui.words import tr

ZOOM_STEP = 1.25
LARGEST_SCALE = 16.0
ZOOM_MS = 80
MARGIN, MARGIN_NARROW = 20, 16


class PhotoView(QGraphicsView):
    """Shows one photo. ``needs_pixels`` asks for a larger decoding when the zoom goes beyond the present one."""

    needs_pixels = Signal()
    zoomed = Signal()
    plate_pressed_twice = Signal(object)
    """The Box of a plate found that was double-clicked, in pixels of the photo."""
    badge_pressed = Signal(str)
    """The letter of a reason that was clicked in the photo."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._item = PhotoItem()
        self._picture: Picture | None = None
        self._analysis: Analysis | None = None
        self._heat: HeatPicture | None = None
        self._layers: frozenset[Layer] = SHOWN_AT_FIRST
        self._map_opacity = OVERLAY.map_opacity
        self._note = ("", "")
        self._bare, self._fitted, self.margin = False, True, MARGIN
        self.tool: Tool | None = None
        self._idle: Sequence[Tool] = ()
        self._badges: dict[str, QRectF] = {}
        self._panned_from: QPointF | None = None
        scene = QGraphicsScene(self)
        scene.addItem(self._item)
        self.setScene(scene)
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(ZOOM_MS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutQuad)
        self._animation.valueChanged.connect(self._zoom_step)
        self._anchor = QPointF()
        self._set_up()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setBackgroundBrush(QBrush(self._theme.colour("photo_surround")))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(tr("Photo"))

    # what is shown

    def show_picture(self, picture: Picture | None, keep_zoom: bool = False) -> None:
        """Show another photo, or the same one with more pixels (``keep_zoom``)."""
        self._picture = picture
        self._item.show_picture(picture)
        if picture is not None and not keep_zoom:
            pad = max(picture.width_px, picture.height_px)
            self.setSceneRect(self._item.boundingRect().adjusted(-pad, -pad, pad, pad))
            self.fit()
        self.viewport().update()

    def show_analysis(self, analysis: Analysis | None) -> None:
        """The findings of a photo to draw."""
        self._heat = None
        self.show_findings(analysis)

    def show_findings(self, analysis: Analysis | None) -> None:
        """The same photo's findings after something was marked in it."""
        self._analysis = analysis
        self.viewport().update()

    def show_heat(self, heat: HeatPicture | None) -> None:
        """The map to draw."""
        self._heat = heat
        self.viewport().update()

    def show_note(self, icon: str, words: str) -> None:
        """What to say where there is no picture; nothing where ``words`` is empty."""
        self._note = (icon, words)
        self.viewport().update()

    def show_layers(self, layers: Set[Layer]) -> None:
        """Which findings to draw."""
        self._layers = frozenset(layers)
        self.viewport().update()

    def show_tones(self, tones: Tones) -> None:
        """How light and contrasty to show the photo; what lies on it stays as it is."""
        self._item.show_tones(tones)
        self.viewport().update()

    def set_map_opacity(self, opacity: float) -> None:
        """How much the map hides of the photo, 0 to 1."""
        self._map_opacity = opacity
        self.viewport().update()

    def set_bare(self, bare: bool) -> None:
        """The photo alone while Space is held."""
        self._bare = bare
        self.viewport().update()

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    @property
    def is_bare(self) -> bool:
        """Whether the findings are hidden for the moment."""
        return self._bare

    # zoom

    @property
    def scale_now(self) -> float:
        """Screen pixels per full-size photo pixel."""
        return self.transform().m11()

    @property
    def is_fitted(self) -> bool:
        """Whether the whole photo is in the window."""
        return self._fitted

    def fit(self) -> None:
        """The whole photo, as large as it goes."""
        self._animation.stop()
        self._fitted = True
        scale = self.fit_scale
        if scale > 0:
            self.setTransform(QTransform.fromScale(scale, scale))
            self.centerOn(self._item.boundingRect().center())
            self._after_zoom()

    @property
    def fit_scale(self) -> float:
        """Screen pixels per full-size photo pixel where the whole photo is shown; 0 without a photo, or room for it."""
        rect = self._item.boundingRect()
        room = self.viewport().size() - QSize(2 * self.margin, 2 * self.margin)
        if rect.isEmpty() or room.width() <= 0 or room.height() <= 0:
            return 0.0
        return min(room.width() / rect.width(), room.height() / rect.height())

    def look(self, at_px: QPointF, scale: float) -> None:
        """That place of the photo in the middle, so large (screen pixels per photo pixel), at once."""
        self._animation.stop()
        self._fitted = False
        self.setTransform(QTransform.fromScale(scale, scale))
        self.centerOn(at_px)
        self._after_zoom()

    @property
    def photo_rect(self) -> QRectF:
        """The whole photo in its own pixels; empty without one."""
        return self._item.boundingRect()

    @property
    def looked_at_px(self) -> QPointF:
        """The place of the photo in the middle of the view."""
        return self.mapToScene(self.viewport().rect().center())

    def one_to_one(self) -> None:
        """One photo pixel is one pixel of the screen."""
        self._zoom_to(1.0 / self.devicePixelRatioF(), QPointF(self.viewport().rect().center()))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Closer (> 1) or farther, around ``at`` (viewport pixels; the middle if none)."""
        target = self._animation.endValue() if self._is_zooming() else self.scale_now
        self._zoom_to(target * factor, at if at is not None else QPointF(self.viewport().rect().center()))

    def _is_zooming(self) -> bool:
        return self._animation.state() == QVariantAnimation.State.Running

    def _zoom_to(self, scale: float, at: QPointF) -> None:
        rect = self._item.boundingRect()
        if rect.isEmpty():
            return
        smallest = 0.2 * min(self.viewport().width() / rect.width(), self.viewport().height() / rect.height())
        scale = min(max(scale, smallest), LARGEST_SCALE)
        self._fitted, self._anchor = False, at
        self._animation.stop()
        if self._theme.reduce_motion:
            self._zoom_step(scale)
            return
        self._animation.setStartValue(self.scale_now)
        self._animation.setEndValue(scale)
        self._animation.start()

    def _zoom_step(self, scale: float) -> None:
        place = self._anchor.toPoint()
        before = self.mapToScene(place)
        self.setTransform(QTransform.fromScale(scale, scale))
        moved = self.mapFromScene(before) - place
        self._scroll_by(moved)
        self._after_zoom()

    def _scroll_by(self, moved: QPoint) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + moved.x())
        down.setValue(down.value() + moved.y())

    def _after_zoom(self) -> None:
        picture = self._picture
        if picture is not None:
            shown = max(picture.width_px, picture.height_px) * self.scale_now * self.devicePixelRatioF()
            if shown > picture.long_side_px * 1.05 and picture.long_side_px < max(picture.width_px, picture.height_px):
                self.needs_pixels.emit()
        self.zoomed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(ZOOM_STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self.mapToScene(event.position().toPoint())
        plates = found_plates(self._analysis) if Layer.PLATES in self._layers and self._analysis is not None else []
        pressed = [box for box in plates if box_rect(box, QTransform()).contains(at)]
        if pressed:
            self.plate_pressed_twice.emit(pressed[0])
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        else:
            self.zoomed.emit()  # it shows another part

    # tools

    def use_tool(self, tool: Tool | None, idle: Sequence[Tool]) -> None:
        """The tool that has the mouse (None: the photo is moved), and those that only show their marks."""
        for one in (self.tool, *self._idle):
            if one is not None:
                one.changed.disconnect(self.viewport().update)
        self.tool, self._idle = tool, idle
        for one in (tool, *idle):
            if one is not None:
                one.changed.connect(self.viewport().update)
        self.viewport().setMouseTracking(tool is not None)
        self.viewport().setCursor(tool.cursor() if tool is not None else Qt.CursorShape.OpenHandCursor)
        self.viewport().update()

    def badge_rect(self, letter: str) -> QRectF | None:
        """Where the letter of a reason was drawn last (viewport pixels); None where it was not."""
        return self._badges.get(letter)

    def _pointer(self, event: QMouseEvent) -> Pointer:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return Pointer(event.position(), self.viewportTransform(), event.button(), alt)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned_from = event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        taken = self.tool is not None and not self._bare and self.tool.press(self._pointer(event))
        pressed = [letter for letter, rect in self._badges.items() if rect.contains(event.position())]
        if not taken and pressed and event.button() == Qt.MouseButton.LeftButton:
            self.badge_pressed.emit(pressed[0])
        elif not taken:
            super().mousePressEvent(event)
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._panned_from is not None:
            self._scroll_by((self._panned_from - event.position()).toPoint())
            self._panned_from = event.position()
            return
        if self.tool is None or (event.buttons() == Qt.MouseButton.LeftButton and not self.tool.is_dragging):
            super().mouseMoveEvent(event)
            return
        self.tool.move(self._pointer(event))
        self.viewport().setCursor(self.tool.cursor())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._panned_from is not None:
            self._panned_from = None
        elif self.tool is None or not self.tool.release(self._pointer(event)):
            super().mouseReleaseEvent(event)
        if self.tool is not None:
            self.viewport().setCursor(self.tool.cursor())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.tool is not None:
            self.tool.leave()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from handle to handle while a tool has some."""
        if self.tool is not None and self.tool.step_focus(forward, self.viewportTransform()):
            return True
        return super().focusNextPrevChild(forward)

    # drawing

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: ARG002
        self._badges = {}
        if self._picture is None:
            self._draw_note(painter)
        if self._bare or self._picture is None:
            return
        painter.save()
        painter.resetTransform()
        to_screen = self.viewportTransform()
        if Layer.MAP in self._layers and self._heat is not None:
            self._draw_map(painter, self._heat, to_screen)
        if self._analysis is not None:
            ground = Ground(self._theme, to_screen, QRectF(self.viewport().rect()))
            self._badges = draw_findings(painter, self._analysis, self._layers, ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tool in self._idle:
            tool.draw_idle(painter, to_screen, self._layers)
        if self.tool is not None:
            self.tool.draw(painter, to_screen)
        painter.restore()

    def _draw_note(self, painter: QPainter) -> None:
        icon, words = self._note
        if not words:
            return
        painter.save()
        painter.resetTransform()
        middle = QRectF(self.viewport().rect()).center()
        side = self._theme.px(28)
        place = QRectF(middle.x() - side / 2, middle.y() - side, side, side)
        self._theme.shelf.paint(painter, icon, place, self._theme.colour("muted"))
        painter.setFont(self._theme.font(BODY))
        painter.setPen(self._theme.colour("muted"))
        line = QRectF(0, place.bottom() + 6, self.viewport().width(), self._theme.px(20))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    def _draw_map(self, painter: QPainter, heat: HeatPicture, to_screen: QTransform) -> None:
        rect = to_screen.mapRect(self._item.boundingRect())
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        painter.setOpacity(self._map_opacity)
        painter.drawImage(rect, heat.image)
        painter.setOpacity(1.0)
        edge = QPainterPath()
        for (x0, y0), (x1, y1) in heat.edge.tolist():
            line = QLineF(x0, y0, x1, y1)
            edge.moveTo(rect.left() + line.x1() * rect.width(), rect.top() + line.y1() * rect.height())
            edge.lineTo(rect.left() + line.x2() * rect.width(), rect.top() + line.y2() * rect.height())
        draw_cased(painter, edge, strokes.MASK_EDGE)

"""Two photo views whose zoom and place go together."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QPointF, QRectF

from mineral_desk.ui.photo_view.view import PhotoView


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What is equally long in both views: ``unit`` of it make a pixel of this photo; both meet at ``origin_px``."""

    unit: float
    origin_px: QPointF


class LinkedViews(QObject):
    """Whichever the curator zooms or moves, the other one follows.

    As a rule both are as much larger than the whole photo that fits; with yardsticks both show a millimetre equally
    long.
    """

    def __init__(self, first: PhotoView, second: PhotoView) -> None:
        super().__init__(second)
        self._first, self._second = first, second
        self._sticks: dict[PhotoView, Yardstick] = {}
        self._is_linked = self._is_following = False
        for view in (first, second):
            follow = partial(self._lead, view)
            view.zoomed.connect(follow)
            view.horizontalScrollBar().valueChanged.connect(lambda _, follow=follow: follow())
            view.verticalScrollBar().valueChanged.connect(lambda _, follow=follow: follow())

    def link(self, linked: bool) -> None:
        """Go together from now on, or no longer."""
        self._is_linked = linked
        self.follow()

    def follow(self) -> None:
        """Let the second view follow the first one."""
        self._lead(self._first)

    def measure_by(self, first: Yardstick | None, second: Yardstick | None) -> None:
        """Show what is a unit of one as long as a unit of the other; without both, go by the whole photos again."""
        self._sticks = {self._first: first, self._second: second} if first and second else {}

    def show_both(self, first_px: QRectF, second_px: QRectF) -> None:
        """As large as it goes with these parts of the photos whole in view; only with yardsticks."""
        if not self._sticks:
            return
        largest = min(
            min(view.viewport().width() / part.width(), view.viewport().height() / part.height())
            / self._sticks[view].unit
            for view, part in ((self._first, first_px), (self._second, second_px))
        )
        stick = self._sticks[self._first]
        self._first.look(stick.origin_px, largest * stick.unit)

    def _lead(self, leader: PhotoView) -> None:
        other = self._second if leader is self._first else self._first
        if not self._is_linked or self._is_following or leader.picture is None or other.picture is None:
            return
        self._is_following = True
        try:
            self._bring(other, leader)
        finally:
            self._is_following = False

    def _bring(self, other: PhotoView, leader: PhotoView) -> None:
        if not self._sticks and leader.is_fitted:
            other.fit()
            return
        mine, its = self._stick(leader), self._stick(other)
        if mine.unit > 0 and its.unit > 0:
            away = (leader.looked_at_px - mine.origin_px) * (mine.unit / its.unit)
            other.look(its.origin_px + away, leader.scale_now * its.unit / mine.unit)

    def _stick(self, view: PhotoView) -> Yardstick:
        return self._sticks.get(view) or Yardstick(view.fit_scale, view.photo_rect.center())

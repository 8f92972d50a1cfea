"""How two photos stand beside each other: each as large as it fits, or both so that a millimetre is equally long."""

import numpy as np
from PySide6.QtCore import QObject, QRectF

from mineral_desk.ui.beside.heads import OwnHead
from mineral_desk.ui.beside.linked_views import LinkedViews, Yardstick
from mineral_desk.ui.beside.scale_bar import ScaleBar
from mineral_desk.ui.beside.scales import Scale, scale_of
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.photo_view.marked import Marked
from mineral_desk.ui.photo_view.view import PhotoView
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import tr

AROUND_SPECIMEN = 0.15
"""Of its size, on each side, that is in view beside a specimen."""


class SameScale(QObject):
    """Links both views, draws their bars, and says in the head whether their scales can be the same."""

    def __init__(self, theme: Theme, head: OwnHead, own: PhotoView, other: PhotoView) -> None:
        super().__init__(head)
        self._head, self._views = head, (own, other)
        self._drafts: tuple[Draft | None, Draft | None] = (None, None)
        self.is_wanted = False
        """Remembered from pair to pair, also where a photo without a scale comes between."""
        self.bars = (ScaleBar(theme, own), ScaleBar(theme, other))
        self.links = LinkedViews(own, other)

    @property
    def _scales(self) -> tuple[Scale | None, Scale | None]:
        own, other = self._drafts
        return (scale_of(own) if own is not None else None), (scale_of(other) if other is not None else None)

    @property
    def is_on(self) -> bool:
        """Whether a millimetre is equally long in both."""
        return self.is_wanted and None not in self._scales

    def want_bars(self, wanted: bool) -> None:
        """Whether the bars are to be seen."""
        for bar in self.bars:
            bar.want(wanted)

    def turn(self) -> None:
        """One way or the other, where both have a scale."""
        if None in self._scales:
            return
        self.is_wanted = not self.is_wanted
        self._arrange(anew=True)
        if not self.is_wanted:
            self._views[0].fit()

    def compare(self, own: Draft | None, other: Draft | None, anew: bool) -> None:
        """These photos are in the views, None where there is none; ``anew``: bring another pair than before in view."""
        self._drafts = (own, other)
        for bar, scale in zip(self.bars, self._scales, strict=True):
            bar.show_scale(scale)
        self._arrange(anew)

    def _arrange(self, anew: bool) -> None:
        own, other = self._scales
        hint = _hint(own, other) if None not in self._drafts else ""
        self._head.offer_same_scale(None not in (own, other), self.is_wanted, hint)
        if not self.is_wanted or own is None or other is None:
            self.links.measure_by(None, None)
            self.links.follow()
            return
        parts = [_specimen_px(draft, view) for draft, view in zip(self._drafts, self._views, strict=True)]
        sticks = [Yardstick(one.mm_per_px, part.center()) for one, part in zip((own, other), parts, strict=True)]
        self.links.measure_by(*sticks)
        if anew and not any(part.isEmpty() for part in parts):
            self.links.show_both(*parts)
        else:
            self.links.follow()


def _hint(own: Scale | None, other: Scale | None) -> str:
    if own is None:
        return tr("The photo on the Desk has no scale: its size was not measured.")
    if other is None:
        return tr("The photo beside it has no scale: its size was not measured.")
    if own.vouched and other.vouched:
        return tr("Draw both so that a millimetre is equally long.")
    return tr("Draw both so that a millimetre is equally long. Nobody vouches for a scale whose bar is dashed.")


def _specimen_px(draft: Draft | None, view: PhotoView) -> QRectF:
    """Where the specimen is in the photo, with some room around it; the whole photo where there is no outline."""
    if draft is None or draft.stored.analysis is None:
        return view.photo_rect
    outline = Marked(draft.stored.analysis, draft.marks, draft.shown).outline_px
    if not len(outline):
        return view.photo_rect
    (left, top), (across, down) = np.min(outline, axis=0).tolist(), np.ptp(outline, axis=0).tolist()
    aside, up = AROUND_SPECIMEN * across, AROUND_SPECIMEN * down
    return QRectF(left, top, across, down).adjusted(-aside, -up, aside, up)

"""Which photos a new one may be a duplicate of."""

from collections.abc import Sequence

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.quality import KnownPhoto
from mineral_desk.services.desk import Desk


class KnownPhotos:
    """The photos of the catalogue and of this run, in the order they came.

    Of two alike photos the later one is the duplicate, also when the earlier one is analysed again.
    """

    def __init__(self, desk: Desk) -> None:
        self._known: list[KnownPhoto] = desk.reading.photos.known() if desk.lane is not None else []
        self._place = {photo.sha256: number for number, photo in enumerate(self._known)}

    def before(self, sha256: str) -> Sequence[KnownPhoto]:
        """Those that came before the photo with that hash; all of them where it is new."""
        return self._known[: self._place.get(sha256, len(self._known))]

    def add(self, analysis: Analysis) -> None:
        """From now on this photo is known."""

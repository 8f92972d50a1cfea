"""Which photos a new one may be a duplicate of."""

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.quality import KnownPhoto
from mineral_desk.services.desk import Desk
from mineral_desk.vision.hash_index import EarlierHashes, HashIndex


class KnownPhotos:
    """The photos of the catalogue and of this run, in the order they came."""

    def __init__(self, desk: Desk) -> None:
        self._index = HashIndex(desk.reading.photos.known() if desk.lane is not None else ())

    def before(self, sha256: str) -> EarlierHashes:
        """Those that came before the photo with that hash: of two alike photos the later one is the duplicate."""
        return self._index.before(sha256)

    def add(self, analysis: Analysis) -> None:
        """From now on this photo is known, if it could be analysed."""
        photo = analysis.photo
        if not analysis.error and self._index.place_of(photo.sha256) is None:
            self._index.add(KnownPhoto(photo.path.name, photo.sha256, analysis.quality.perceptual_hash))

"""Which photos a new one may be a duplicate of."""

from dataclasses import replace

from mineral_desk.domain.analysis import Analysis, AnalysisSettings
from mineral_desk.domain.quality import IssueCode, KnownPhoto, QualityIssue, QualityReport, Verdict
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


def as_same_file(quality: QualityReport, name: str, settings: AnalysisSettings) -> QualityReport:
    """The report of a file whose very bytes came before in the same run, under ``name``.

    The catalogue holds such a photo once; that it came twice is told in the run's results alone.
    """
    issue = QualityIssue(IssueCode.NEAR_DUPLICATE, 0.0, float(settings.max_duplicate_bits))
    others = tuple(one for one in quality.issues if one.code is not IssueCode.NEAR_DUPLICATE)
    return replace(quality, verdict=Verdict.REJECT, issues=(*others, issue), duplicate_of=name)

"""Two classifiers on the same photos: those of a folder of known truth, or those that people named here.

Both see the very same crop of each photo. What the museum's confirmed photos add is left out: it is the models that are
compared. Nothing is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mineral_desk import vision
from mineral_desk.catalogue.judged import named_photos
from mineral_desk.domain.analysis import NO_OVERRULES, Analysis
from mineral_desk.domain.errors import MineralDeskError, UsageError
from mineral_desk.domain.minerals import folded
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.suggestion import Suggestions
from mineral_desk.services.comparison_report import ComparedPhoto, ComparisonReport
from mineral_desk.services.desk import Desk
from mineral_desk.services.models import load_namer
from mineral_desk.services.truth_files import KnownSpecies
from mineral_desk.vision.hash_index import HashIndex


@dataclass(frozen=True, slots=True)
class NamedPhoto:
    """A photo with its true name; one of the catalogue has ids of it and of its last analysis."""

    path: Path
    species: str
    photo_id: int | None = None
    analysis_id: int | None = None


def photos_of_folder(known: Sequence[KnownSpecies]) -> list[NamedPhoto]:
    """What ``evaluate classification`` reads."""
    return [NamedPhoto(one.path, one.species) for one in known]


def photos_named_here(desk: Desk) -> list[NamedPhoto]:
    """The photos that people gave a name: their decisions are the truth. Raises :class:`UsageError` for none.

    Who saw the suggestions of the model in use was apt to take them: that model looks better than it is.
    """
    found = [NamedPhoto(*row) for row in named_photos(desk.reading.database)]
    if not found:
        raise UsageError("Nobody has named a photo in this catalogue yet.", "Decide some photos first.")
    return found


def compare_models(desk: Desk, models: tuple[str, str], photos: Sequence[NamedPhoto]) -> Job[ComparisonReport]:
    """Let both models name every photo; the first is the one to be measured against.

    Raises a :class:`ModelError` where one cannot be used. A photo that fails is in the report with its reason.
    """
    for name in models:
        yield from desk.tried.try_first(desk.models.card_file(name))
    look = _Look(desk, (load_namer(desk.models, models[0]), load_namer(desk.models, models[1])))
    compared = []
    for done, photo in enumerate(photos, 1):
        compared.append(look.compare(photo))
        yield Progress(done, len(photos), photo.path.name)
    first, second = look.classifiers
    labels = [set(map(folded, one.card.labels)) for one in look.classifiers]
    unknown = [sum(folded(photo.species) not in known for photo in photos) for known in labels]
    return ComparisonReport((first.card.ref, second.card.ref), tuple(compared), (unknown[0], unknown[1]))


@dataclass(slots=True)
class _Look:
    """The two models, and the stages before them where a photo was not analysed yet."""

    desk: Desk
    classifiers: "tuple[vision.pipeline.Naming, vision.pipeline.Naming]"
    _pipeline: "vision.pipeline.Pipeline | None" = None

    def compare(self, photo: NamedPhoto) -> ComparedPhoto:
        """Both models' names of one photo."""
        try:
            crop = self._crop(photo)
        except MineralDeskError as fault:
            return ComparedPhoto(photo.path.name, photo.species, photo_id=photo.photo_id, error=str(fault))
        first, second = (one.classify(crop).suggestions for one in self.classifiers)
        return ComparedPhoto(
            photo.path.name,
            photo.species,
            (_names(photo, first), _names(photo, second)),
            (first.recommendation, second.recommendation),
            photo.photo_id,
        )

    def _crop(self, photo: NamedPhoto) -> Pixels:
        stored = None if photo.analysis_id is None else self.desk.reading.analyses.get(photo.analysis_id)
        if stored is None or stored.classified_px is None:
            stored = self._analysed(photo)
        return vision.classified_view.classified_crop(photo.path, stored)

    def _analysed(self, photo: NamedPhoto) -> Analysis:
        if self._pipeline is None:
            self._pipeline = replace(self.desk.pipeline, classifier=self.classifiers[0])
        usual = replace(self.desk.settings.analysis, explain="none")
        overrules = NO_OVERRULES
        if photo.photo_id is not None:
            overrules = self.desk.reading.photos.overrules(photo.photo_id)
        return self._pipeline.analyse(photo.path, overrules.settings(usual), HashIndex().before(""), overrules)


def _names(photo: NamedPhoto, suggestions: Suggestions) -> tuple[str, ...]:
    """Names are compared without accents and case; one that fits is spelt as the truth has it."""
    same = folded(photo.species)
    return tuple(photo.species if folded(one.species) == same else one.species for one in suggestions.items)

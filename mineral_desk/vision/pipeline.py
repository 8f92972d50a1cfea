"""One photo's way from file to analysis, as a list of stages (paper, figure 2, then sections 4 to 6).

The stages work in the pixels that were decoded; what leaves this file is in pixels of the upright photo at full size.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mineral_desk.domain.analysis import NO_OVERRULES, Analysis, AnalysisSettings, ModelRef, Overrules
from mineral_desk.domain.errors import PhotoError
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.model import ZERO_SHOT
from mineral_desk.domain.photo import DecodedPhoto, Photo, Pixels
from mineral_desk.domain.quality import QualityReport, Verdict
from mineral_desk.domain.region import Region
from mineral_desk.vision.classify import Classification, Classifier
from mineral_desk.vision.codes import find_codes
from mineral_desk.vision.crop import crop_on_specimen, salient_box
from mineral_desk.vision.decode import decode
from mineral_desk.vision.explain import explain, has_place
from mineral_desk.vision.hash_index import EarlierHashes
from mineral_desk.vision.measuring.classes import Segment
from mineral_desk.vision.measuring.cube_acceptance import cube_acceptance
from mineral_desk.vision.measuring.flags import PhotoSharpness
from mineral_desk.vision.measuring.measure import CubeAcceptance, MeasureResult, measure
from mineral_desk.vision.model_store import (
    CUBE_ACCEPTANCE,
    CUBE_CHECK,
    CUBE_POSE,
    CYRILLIC,
    DEFAULT_CLASSIFIER,
    SEGMENTATION,
    LoadedModel,
    ModelStore,
    chosen_model,
)
from mineral_desk.vision.plates import FoundText, clear_of_cubes, cover, find_text, to_be_covered
from mineral_desk.vision.quality import among_known, assess
from mineral_desk.vision.second_reading import SecondReading
from mineral_desk.vision.segmenter import segmenter
from mineral_desk.vision.stopwatch import Stopwatch
from mineral_desk.vision.text import TextReader
from mineral_desk.vision.zero_shot import ZeroShotClassifier

ENGINE_VERSION = 13
"""Raise it whenever the same photo, models and settings would give another analysis."""

Naming = Classifier | ZeroShotClassifier
Observe = Callable[[Classification], None]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A photo that was decoded, and what is told of it before anything is measured."""

    decoded: DecodedPhoto
    quality: QualityReport
    texts: FoundText
    codes: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The loaded models, and the stages in their order."""

    model_name: str
    classifier: Naming
    reader: TextReader
    acceptance: CubeAcceptance
    segment: Segment
    models: Mapping[str, ModelRef] = field(default_factory=dict)

    def analyse(
        self,
        path: Path,
        settings: AnalysisSettings,
        known: EarlierHashes,
        overrules: Overrules = NO_OVERRULES,
        observe: Observe | None = None,
    ) -> Analysis:
        """Analyse one photo; ``known`` are those it may be a duplicate of. Raises :class:`PhotoError`.

        ``observe`` is told all that the classifier found, of which the analysis keeps the best names only.
        """
        watch = Stopwatch()
        opened = self._open(path, settings, watch)
        decoded = opened.decoded
        said = _at_size_decoded(overrules, decoded.reduction)
        measured = self._measure(opened, settings, said.specimen_px, watch)
        bare, plates = _covered(opened, measured, said, watch)
        classification, crop_px = self._classify(bare, measured, said.specimen_px, watch)
        if observe is not None:
            observe(classification)
        explanation = self._explain(classification, bare, crop_px, settings.explain, watch)
        found = Analysis(
            photo=decoded.photo,
            quality=opened.quality,
            regions=(*measured.regions, *plates, *opened.codes),
            outline=measured.outline,
            measurement=measured.measurement,
            suggestions=classification.suggestions,
            explanation=explanation,
            classified_px=crop_px,
            embedding=classification.embedding,
            models=self.models,
            settings=settings,
            overrules=overrules,
            steps=tuple(watch.steps),
        )
        return judged_among(_at_full_size(found, decoded.reduction), known)

    def _open(self, path: Path, settings: AnalysisSettings, watch: Stopwatch) -> _Opened:
        with watch.step("decode") as did:
            decoded = decode(path)
            did.append(f"Opened {decoded.photo.width_px} × {decoded.photo.height_px} pixels.")
        with watch.step("quality") as did:
            quality = assess(decoded, settings)
            did.append(_doubts(quality))
        with watch.step("text") as did:
            texts = find_text(decoded.pixels, self.reader)
            did.append(_counted(texts.plates, "label plate", "label plates"))
        with watch.step("codes") as did:
            codes = find_codes(decoded.pixels)
            did.append(_counted(codes, "code", "codes"))
        return _Opened(decoded, quality, texts, codes)

    def _measure(
        self, opened: _Opened, settings: AnalysisSettings, specimen_px: Box | None, watch: Stopwatch
    ) -> MeasureResult:
        with watch.step("measure") as did:
            measured = measure(
                opened.decoded.pixels,
                settings.cube_edge_mm,
                opened.decoded.photo.focal_length_35mm,
                accept=self.acceptance,
                plates=(*opened.texts.plates, *opened.texts.marks),
                sharpness=PhotoSharpness(opened.quality.sharpness, settings.min_sharpness),
                specimen_px=specimen_px,
                read_text=self.reader,
                segment=self.segment,
            )
            did.append(measured.measurement.status.value.replace("_", " ").capitalize() + ".")
        return measured

    def _classify(
        self, bare: Pixels, measured: MeasureResult, specimen_px: Box | None, watch: Stopwatch
    ) -> tuple[Classification, Box]:
        """What the classifier says, and the box of its crop."""
        with watch.step("classify") as did:
            found_px = specimen_px or (measured.specimen.box_px if measured.specimen else salient_box(bare))
            crop, crop_px = crop_on_specimen(bare, found_px)
            evidence = 1.0 if specimen_px else measured.specimen_evidence  # a person says where it is
            classification = self.classifier.classify(crop, evidence)
            did.append(f"Recommendation: {classification.suggestions.recommendation.value}.")
        return classification, crop_px

    def _explain(
        self, classification: Classification, bare: Pixels, crop_px: Box, method: str, watch: Stopwatch
    ) -> Explanation | None:
        with watch.step("explain") as did:
            best, explanation = classification.suggestions.best, None
            if best is not None and method != "none" and self.classifier.has_maps and has_place(classification):
                explanation = explain(self.classifier, classification, bare, crop_px, best.species, method)
            did.append("Nothing to explain." if explanation is None else f"Map by {explanation.method}.")
        return explanation


def _covered(
    opened: _Opened, measured: MeasureResult, said: Overrules, watch: Stopwatch
) -> tuple[Pixels, tuple[Region, ...]]:
    """The photo without what is written beside the specimen, and the label plates, which end at the cubes."""
    with watch.step("cover") as did:
        others = [plate for plate in opened.texts.plates if plate not in measured.engraved_plates]
        plates = clear_of_cubes(others, [cube.box_px for cube in measured.cubes])
        boxes = to_be_covered(plates, said.uncovered_px, said.covered_px)
        bare = cover(opened.decoded.pixels, boxes) if boxes else opened.decoded.pixels
        did.append(_counted(boxes, "place covered", "places covered"))
    return bare, plates


def load_pipeline(store: ModelStore, classifier_name: str = "", group_of: Mapping[str, str] | None = None) -> Pipeline:
    """Load the models; an empty name means the classifier that comes with the program, FOLDER/NAME one elsewhere.

    ``group_of`` says to which group a species belongs; without it no groups are suggested.

    Raises :class:`ModelMissing`, :class:`ModelAltered` or :class:`ModelUnfit`.
    """
    place, name = chosen_model(store, classifier_name or DEFAULT_CLASSIFIER)
    species = place.load(name)
    cube, pose, check = (store.load(name) for name in (CUBE_ACCEPTANCE, CUBE_POSE, CUBE_CHECK))
    segmentation, cyrillic = store.load(SEGMENTATION), store.load(CYRILLIC)
    return Pipeline(
        model_name=classifier_name,
        classifier=naming_model(species, group_of),
        reader=TextReader(second=SecondReading(cyrillic)),
        acceptance=cube_acceptance(cube, pose, check),
        segment=segmenter(segmentation),
        models={
            "classifier": species.card.ref,
            "cube": cube.card.ref,
            "cube_pose": pose.card.ref,
            "cube_check": check.card.ref,
            "segmentation": segmentation.card.ref,
            "cyrillic": cyrillic.card.ref,
        },
    )


def naming_model(model: LoadedModel, group_of: Mapping[str, str] | None = None, threads: int = 0) -> Naming:
    """What names minerals, by the kind of its card. Raises :class:`ModelUnfit`."""
    kind = ZeroShotClassifier if model.card.kind == ZERO_SHOT else Classifier
    return kind(model, threads, group_of)


def judged_among(found: Analysis, known: EarlierHashes) -> Analysis:
    """An analysis made without other photos, with the photo it is a near-duplicate of, if there is one."""
    quality = among_known(found.quality, found.photo.sha256, found.settings, known)
    if quality is found.quality:
        return found
    steps = tuple(replace(step, did=_doubts(quality)) if step.name == "quality" else step for step in found.steps)
    return replace(found, quality=quality, steps=steps)


def failed_analysis(photo: Photo, settings: AnalysisSettings, fault: PhotoError) -> Analysis:
    """The record of a photo that cannot be analysed: why, and nothing else."""
    return Analysis(photo, QualityReport(Verdict.REJECT), settings=settings, error=str(fault))


def _at_size_decoded(overrules: Overrules, reduction: float) -> Overrules:
    """What a person said, in the pixels decoded."""
    factor = 1 / reduction
    return replace(
        overrules,
        uncovered_px=tuple(box.scaled(factor) for box in overrules.uncovered_px),
        covered_px=tuple(box.scaled(factor) for box in overrules.covered_px),
        specimen_px=overrules.specimen_px and overrules.specimen_px.scaled(factor),
    )


def _at_full_size(found: Analysis, factor: float) -> Analysis:
    """Bring every coordinate from the pixels decoded to those of the photo at full size."""
    if factor == 1.0:
        return found
    return replace(
        found,
        regions=tuple(region.scaled(factor) for region in found.regions),
        outline=found.outline and found.outline.scaled(factor),
        measurement=found.measurement.scaled(factor),
        explanation=found.explanation and found.explanation.scaled(factor),
        classified_px=found.classified_px and found.classified_px.scaled(factor),
    )


def _doubts(quality: QualityReport) -> str:
    return _counted(quality.issues, "reason to doubt the photo", "reasons to doubt the photo")


def _counted(things: Sequence[object], one: str, several: str) -> str:
    """``1 plate covered.``, ``2 plates covered.``, ``No plates covered.``."""
    number = len(things)
    return f"{number or 'No'} {one if number == 1 else several}."

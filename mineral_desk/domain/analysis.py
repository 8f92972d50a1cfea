"""Everything the machine found out about one photo: one frozen record that is never changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.measurement import NOT_MEASURED, Measurement, Outline
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.quality import IssueCode, QualityReport
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.domain.setting import setting
from mineral_desk.domain.suggestion import NO_SUGGESTIONS, Suggestions

EXPLANATION_METHODS = ("gradcam++", "fullgrad", "none")


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """What can be set about an analysis. The same settings on the same photo give the same analysis."""

    cube_edge_mm: float = setting(
        10.0, "Edge of the cube", "The true length of the reference cube's edge.", unit="mm", minimum=1.0, maximum=200.0
    )
    model: str = setting(
        "", "Model", "The classifier that suggests names; empty for the one that comes with the program."
    )
    explain: str = setting(
        "gradcam++", "Activation map", "How the map behind a suggestion is computed.", choices=EXPLANATION_METHODS
    )
    max_aspect_ratio: float = setting(
        3.0, "Longest shape", "Photos longer than this many times their width are set aside.", minimum=1.2, maximum=20.0
    )
    min_sharpness: float = setting(
        40.0, "Least sharpness", "Photos less sharp than this are set aside as blurred.", minimum=0.0, maximum=1000.0
    )
    max_clipped_fraction: float = setting(
        0.4,
        "Most clipped",
        "Photos in which a larger share of the subject, background apart, is pure black or white are marked.",
        minimum=0.0,
        maximum=1.0,
    )
    max_duplicate_bits: int = setting(
        4,
        "Near-duplicates",
        "Photos whose 64-bit perceptual hashes differ in at most this many bits count as near-duplicates.",
        unit="bits",
        minimum=0,
        maximum=32,
    )


@dataclass(frozen=True, slots=True)
class Overrules:
    """Where a person said the clean-up was wrong. Boxes are full-size pixels."""

    accepted_issues: frozenset[IssueCode] = frozenset()
    """The issues for which the photo must not be set aside; the report still names them."""
    uncovered_px: tuple[Box, ...] = ()
    """Plates found that must stay visible: those that overlap one of these boxes."""
    covered_px: tuple[Box, ...] = ()
    """More places to cover."""
    specimen_px: Box | None = None
    """The specimen is here, whatever the machine thinks."""
    cube_edge_mm: float | None = None
    """The cube in this photo has this edge, whatever the settings say."""

    def settings(self, usual: "AnalysisSettings") -> "AnalysisSettings":
        """The settings for this photo: the ``usual`` ones but for the cube's edge."""
        return usual if self.cube_edge_mm is None else replace(usual, cube_edge_mm=self.cube_edge_mm)


NO_OVERRULES = Overrules()


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A model as used: its name and the sha256 of its file."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the pipeline: its name, what it did in words, and how long it took."""

    name: str
    did: str
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All coordinates are pixels of the upright photo at full size.

    ``classified_px`` is the part of the photo that the classifier saw, plates covered. ``embedding`` is a unit vector
    (D,) float32 for the search of alike specimens. ``error`` is empty unless the photo could not be analysed.
    """

    photo: Photo
    quality: QualityReport
    regions: tuple[Region, ...] = ()
    outline: Outline | None = None
    measurement: Measurement = NOT_MEASURED
    suggestions: Suggestions = NO_SUGGESTIONS
    explanation: Explanation | None = None
    classified_px: Box | None = None
    embedding: npt.NDArray[np.float32] | None = None
    models: Mapping[str, ModelRef] = field(default_factory=dict)
    settings: AnalysisSettings = AnalysisSettings()
    overrules: Overrules = NO_OVERRULES
    steps: tuple[Step, ...] = ()
    error: str = ""

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds by step, and ``total``; of a photo that could not be opened ``decode`` is 0."""
        each = {"decode": 0.0} | {step.name: step.seconds for step in self.steps}
        return each | {"total": sum(each.values())}

    def regions_of(self, kind: RegionKind) -> tuple[Region, ...]:
        """The regions of one kind."""
        return tuple(region for region in self.regions if region.kind is kind)

    def with_explanation(self, explanation: Explanation | None) -> "Analysis":
        """The same analysis, explained anew."""
        return replace(self, explanation=explanation)


def settings_as_dict(settings: AnalysisSettings) -> dict[str, float | int | str]:
    """Plain values by name, as they are stored and hashed."""
    return asdict(settings)

"""The reasons not to trust a size, in words (looks: what happened, then what to do)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from mineral_desk.domain.geometry import Box


class FlagCode(StrEnum):
    """Why a size is not vouched for."""

    NO_CUBE = "no_cube"
    SEVERAL_CUBES = "several_cubes"
    CUBE_CUT = "cube_cut"
    CUBE_AMBIGUOUS = "cube_ambiguous"
    CUBE_IMPRECISE = "cube_imprecise"
    CUBE_RAISED = "cube_raised"
    CUBE_EDGE_CONTRADICTED = "cube_edge_contradicted"
    RATIO_OUT_OF_RANGE = "ratio_out_of_range"
    NO_SPECIMEN = "no_specimen"
    SPECIMEN_CUT = "specimen_cut"
    SEVERAL_SPECIMENS = "several_specimens"
    OUTLINE_UNCERTAIN = "outline_uncertain"
    BACKGROUND_UNEVEN = "background_uneven"
    BLURRED = "blurred"
    SIZE_IMPRECISE = "size_imprecise"
    MANUAL_SIZE_CONTRADICTED = "manual_size_contradicted"


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason, with the numbers its sentence needs and the place in the photo that shows it."""

    code: FlagCode
    values: Mapping[str, float | str] = field(default_factory=dict)
    evidence_px: Box | None = None

    def scaled(self, factor: float) -> "Flag":
        """The same flag in a photo enlarged by ``factor``."""
        return self if self.evidence_px is None else replace(self, evidence_px=self.evidence_px.scaled(factor))


@dataclass(frozen=True, slots=True)
class FlagWords:
    """``short`` for the queue (two words), ``what`` happened, what to ``do``; both may hold ``{names}``."""

    short: str
    what: str
    do: str


FLAG_WORDS: Mapping[FlagCode, FlagWords] = {
    FlagCode.NO_CUBE: FlagWords("No cube", "No cube found.", "Draw it, or type the size."),
    FlagCode.SEVERAL_CUBES: FlagWords("Two cubes", "More than one cube is in the photo.", "Click the right one."),
    FlagCode.CUBE_CUT: FlagWords("Cube cut off", "The photo's edge cuts the cube.", "Check its corners."),
    FlagCode.CUBE_AMBIGUOUS: FlagWords("Check cube", "Only one face is clear.", "Drag its corners, or press S."),
    FlagCode.CUBE_IMPRECISE: FlagWords(
        "Cube faint", "Scale known to ± {error_percent:.1f} %, limit {limit_percent:g} %.", "Set a corner."
    ),
    FlagCode.CUBE_RAISED: FlagWords("Cube raised", "The cube does not stand on the table.", "Type the size."),
    FlagCode.CUBE_EDGE_CONTRADICTED: FlagWords(
        "Cube edge", "The cube says {engraving}, {edge_mm:g} mm is set.", "Choose one."
    ),
    FlagCode.RATIO_OUT_OF_RANGE: FlagWords(
        "Check size",
        "The specimen is {ratio:.1f} times the cube; {low:g} to {high:g} is usual.",
        "Check both outlines.",
    ),
    FlagCode.NO_SPECIMEN: FlagWords("No specimen", "No specimen found.", "Draw its outline, or type the size."),
    FlagCode.SPECIMEN_CUT: FlagWords("Specimen cut", "The photo's edge cuts the specimen.", "Type the size."),
    FlagCode.SEVERAL_SPECIMENS: FlagWords("Two specimens", "More than one specimen.", "Click the right one."),
    FlagCode.OUTLINE_UNCERTAIN: FlagWords("Check outline", "The edge may be shadow.", "Brush it away."),
    FlagCode.BACKGROUND_UNEVEN: FlagWords("Background", "The background is uneven.", "Check the outline."),
    FlagCode.BLURRED: FlagWords(
        "Blurred", "Out of focus: sharpness {sharpness:.0f}, at least {limit:.0f} is needed.", "Check both outlines."
    ),
    FlagCode.SIZE_IMPRECISE: FlagWords(
        "Check size", "Size known to ± {error_percent:.0f} %, limit {limit_percent:g} %.", "Check both outlines."
    ),
    FlagCode.MANUAL_SIZE_CONTRADICTED: FlagWords(
        "Typed size", "Typed {typed_mm:g} mm, measured {measured_mm:.1f}.", "Keep one."
    ),
}

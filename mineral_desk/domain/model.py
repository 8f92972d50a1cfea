"""What a model's card says about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.limits import NEVER
from mineral_desk.domain.suggestion import Recommendation

CLASSIFIER, ZERO_SHOT = "classifier", "zero-shot"
NAMING_KINDS = (CLASSIFIER, ZERO_SHOT)
"""The kinds of cards of models that suggest names."""


@dataclass(frozen=True, slots=True)
class ImageInput:
    """The input for pictures (N, 3, size_px, size_px) float32 RGB: ``pixels * scale + offset``, pixels 0 to 255."""

    name: str
    size_px: int
    scale: float
    offset: float


@dataclass(frozen=True, slots=True)
class TrustLevel:
    """A recommendation is given when probability and gap to the runner-up both reach these limits (0 to 1)."""

    recommendation: Recommendation
    least_probability: float
    least_gap: float


def trusted(best: Sequence[float], levels: Sequence[TrustLevel]) -> Recommendation:
    """How far to trust probabilities ``best``, highest first: the first of ``levels``, strictest first, that holds."""
    gap = best[0] - best[1] if len(best) > 1 else best[0]
    for level in levels:
        if best[0] >= level.least_probability and gap >= level.least_gap:
            return level.recommendation
    return Recommendation.NONE


@dataclass(frozen=True, slots=True)
class MemoryCalibration:
    """How the museum's confirmed specimens and a model's suggestions become one (:mod:`mineral_desk.domain.blending`).

    ``sharpness`` and ``weight`` turn a cosine into a vote, the ``nearest`` so many specimens have one. ``levels`` and
    ``least_group`` hold for what comes of it.
    """

    sharpness: float
    weight: float
    nearest: int
    levels: tuple[TrustLevel, ...] = ()
    least_group: float = NEVER


@dataclass(frozen=True, slots=True)
class Calibration:
    """How logits become probabilities, and probabilities a recommendation.

    ``probabilities = softmax((logits + colour_weight * colours) / temperature)``, where ``colours`` are cosines between
    the crop's colours and those of each species (weight 0: the model knows no colours). ``levels`` go from the
    strictest to the mildest; below the mildest, and for pictures whose best cosine with any species (of the mean over
    the views) lies under ``least_likeness``, the program abstains.
    """

    temperature: float = 1.0
    levels: tuple[TrustLevel, ...] = ()
    least_likeness: float = -1.0
    colour_weight: float = 0.0
    least_group: float = NEVER
    """From which probability on the model alone may offer a group."""
    least_familiarity: float = 0.0
    """A photo that shows a specimen less surely than that (0 to 1) is not taken for one of a mineral."""


@dataclass(frozen=True, slots=True)
class ZeroShot:
    """What a card of the kind "zero-shot" adds: names are texts, so a model knows species that nobody trained it on.

    ``texts_file`` holds a unit vector a label, (C, ``dimensions``) float16, little-endian, row by row; logits are
    ``logit_scale`` times cosines. ``maps_file`` is the ONNX file that makes activation maps, empty where there is none.
    ``calibrated`` says whether temperature and levels were fitted to photos of known species.
    """

    texts_file: str
    texts_sha256: str
    dimensions: int
    logit_scale: float
    maps_file: str = ""
    maps_sha256: str = ""
    calibrated: bool = False


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model's card: what its file must be, what goes in and comes out, and where it comes from.

    ``kind`` says what the model is for, ``head`` which of the forms of :mod:`mineral_desk.vision.head` (cosine) or
    :mod:`mineral_desk.vision.linear_head` its last layers have. The rest is there for models of the kind "classifier":
    ``outputs`` says under which name the model gives ``logits`` (N, C), ``embedding`` (N, D), ``activations``
    (N, K, h, w) and, as constants, the head's weights ``projection`` (D, K), ``projection_offset`` (D),
    ``species_weights`` (C, D) and ``species_bias`` (C); a head of the form "linear" has no projection, and D is K.
    Where colours have a weight, also ``species_colours`` (C, R), ``colour_mean`` (R) and ``colour_deviation`` (R).
    Models of the kind "zero-shot" have ``zero_shot``, and give ``embedding`` (N, D) and ``state``, of which the maps
    are made. ``facts`` holds the rest of the card as it stands: command, training, accuracy.
    """

    name: str
    version: str
    file: str
    sha256: str
    kind: str = ""
    image: ImageInput | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    calibration: Calibration = Calibration()
    fullgrad_file: str = ""
    """The ONNX file that makes FullGrad maps; empty where there is none."""
    fullgrad_sha256: str = ""
    memory: MemoryCalibration | None = None
    """None where nobody has fitted it for the model: then the museum's photos are shown, and have no vote."""
    zero_shot: ZeroShot | None = None
    data: str = ""
    licence: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    head: str = "cosine"

    @property
    def ref(self) -> ModelRef:
        """The model as analyses remember it."""
        return ModelRef(self.name, self.sha256)

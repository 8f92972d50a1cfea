"""From a trained network to the files that are shipped: ONNX model, scores, card, baseline."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.progress import Job
from mineral_desk.training.card import BASELINE_FILE, read_baseline, to_toml
from mineral_desk.training.export import write_atomically
from mineral_desk.training.segmentation.export import export_segmentation_model, largest_difference
from mineral_desk.training.segmentation.net import SegmentationNet
from mineral_desk.training.segmentation.pictures import HELD_OUT_PERIOD, HELD_OUT_REST, SceneFile
from mineral_desk.training.segmentation.scoring import score_scenes, summary
from mineral_desk.training.segmentation.trainer import Recipe
from mineral_desk.vision.measuring.classes import SegmentClass
from mineral_desk.vision.model_store import LoadedModel
from mineral_desk.vision.segmenter import IMAGE_INPUT, LONG_SIDE_PX, PROBABILITIES_OUTPUT, segmenter

MODEL_NAME = "segmentation"
PARITY_LIMIT = 0.02
"""ONNX Runtime and torch may differ by this much in a probability: the file's weights are of half precision."""

LICENCE = (
    "Weights: MIT, as Mineral Desk. Initial weights: MobileNetEdgeTPU 1.0, Apache-2.0 (MLCommons). Trained on rendered "
    "scenes and on photos that are public domain or Creative Commons, per file; their masks by U2Net-P (Apache-2.0)."
)
INPUT = (
    f"The whole photo, RGB as x / 127.5 - 1, resized so that its longer side is {LONG_SIDE_PX} px and both sides are "
    "multiples of 32. The probabilities come at half that resolution."
)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a card says beside the scores. ``scenes`` counts them by folder; ``photos`` are real ones with the
    teacher's masks, ``cut_outs`` those of them that were pasted into scenes. ``recipe`` is that of the
    last of the ``runs``; ``started_from`` tells of the model that the first of them went on from.
    """

    version: str
    command: str
    scenes: Mapping[str, int]
    photos: int
    cut_outs: int
    minutes: float
    steps: int
    pictures_seen: int
    recipe: Recipe
    runs: tuple[str, ...]
    started_from: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finished:
    """Where the model lies, and its scores on held-out scenes."""

    model: Path
    scores: Mapping[str, object]

    def in_words(self) -> str:
        """The scores as JSON."""
        return json.dumps(self.scores, indent=1)


def finish(net: SegmentationNet, held_out: Sequence[SceneFile], facts: RunFacts, out: Path) -> Job[Finished]:
    """Export ``net``, score the exported model on ``held_out`` and write model, card and baseline into ``out``.

    Raises :class:`ModelUnfit` when ONNX Runtime does not give what torch gives.
    """
    net = net.cpu().eval()
    data = export_segmentation_model(net)
    difference = largest_difference(net, data)
    if difference > PARITY_LIMIT:
        raise ModelUnfit(f"The exported model differs from the trained one by {difference:.2g}.", "Report this.")
    digest = hashlib.sha256(data).hexdigest()
    card = ModelCard(MODEL_NAME, facts.version, f"{MODEL_NAME}.onnx", digest)
    scores = summary((yield from score_scenes(segmenter(LoadedModel(card, data)), held_out)))
    write_atomically(out / card.file, data)
    write_atomically(out / f"{MODEL_NAME}.toml", to_toml(_table(card, facts, scores, difference)).encode())
    entry = {"version": facts.version, "sha256": digest, "accuracy": scores}
    baseline = read_baseline(out / BASELINE_FILE) | {MODEL_NAME: entry}
    write_atomically(out / BASELINE_FILE, (json.dumps(baseline, indent=1) + "\n").encode())
    return Finished(out / card.file, scores)


def started_from(model: Path, kept: float) -> dict[str, object]:
    """What a card tells about the ``model`` that training went on from: its sha256, what it had learnt from, and the
    share that its weights kept in the end. To be asked before a new model takes its place.
    """
    card = model.with_suffix(".toml")
    known = tomllib.loads(card.read_text(encoding="utf-8")) if card.is_file() else {}
    told = {key: known[key] for key in ("version", "data", "command") if key in known}
    return {"sha256": hashlib.sha256(model.read_bytes()).hexdigest(), "kept": kept} | told


def _table(card: ModelCard, facts: RunFacts, scores: Mapping[str, object], difference: float) -> dict[str, object]:
    folders = ", ".join(f"{name}: {count}" for name, count in facts.scenes.items())
    return {
        "kind": MODEL_NAME,
        "version": facts.version,
        "made": datetime.now(UTC).date().isoformat(),
        "file": card.file,
        "sha256": card.sha256,
        "data": f"{sum(facts.scenes.values())} rendered scenes with masks ({folders}), of which those whose seed "
        f"leaves {HELD_OUT_REST} when divided by {HELD_OUT_PERIOD} were held out for the scores; {facts.photos} photos "
        f"of specimens from Wikimedia Commons with masks by U2Net-P, {facts.cut_outs} of them cut out and put into "
        "scenes.",
        "licence": LICENCE,
        "command": facts.command,
        "what_it_sees": INPUT,
        "parity": float(f"{difference:.2g}"),
        "outputs": {PROBABILITIES_OUTPUT: PROBABILITIES_OUTPUT},
        "accuracy": scores,
        "training": asdict(facts.recipe)
        | {
            "input": IMAGE_INPUT,
            "classes": [kind.name.lower() for kind in SegmentClass],
            "minutes_trained": round(facts.minutes, 1),
            "steps": facts.steps,
            "runs": list(facts.runs),
            "pictures_seen": facts.pictures_seen,
        }
        | ({"started_from": facts.started_from} if facts.started_from else {}),
    }

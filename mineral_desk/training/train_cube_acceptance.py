"""Train the judge of fitted cubes.

``python -m mineral_desk.training.train_cube_acceptance --scenes FOLDER... --without-cubes FOLDER --out models``

The scenes come from ``mineral_desk.training.render_scenes``; name their folders after their seeds, the card lists them.
The photos without cubes teach what stones, crystals and labels look like to a wire-frame. Features are kept in
``--cache``: an interrupted run goes on where it stopped. Gradient boosted trees (Friedman 2001) take a minute on two
cores, the features about a second a photo.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import average_precision_score, roc_auc_score

from mineral_desk.training.boosted_trees import export_boosted_trees
from mineral_desk.training.card import to_toml
from mineral_desk.training.cube_examples import NO_NETWORKS, Examples, Networks, ScenePhoto, collect, read_scenes
from mineral_desk.training.export import write_atomically
from mineral_desk.vision.measuring.cube_acceptance import FEATURES_INPUT, PROBABILITY_OUTPUT
from mineral_desk.vision.measuring.features import CUBE_FEATURES
from mineral_desk.vision.measuring.fit_check import check_network
from mineral_desk.vision.measuring.pose_estimate import pose_network
from mineral_desk.vision.model_store import CUBE_CHECK, CUBE_POSE, SEGMENTATION, ModelStore
from mineral_desk.vision.segmenter import segmenter

MODEL_NAME = "cube_acceptance"
FOLDS = 3
THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
LICENCE = "Weights: MIT, as Mineral Desk. Trained on rendered scenes and on photos that are public domain or CC."


@dataclass(frozen=True, slots=True)
class Sources:
    """Folders of scenes, those of them that are not also used as small pictures, and photos without any cube."""

    scenes: Sequence[Path]
    full_size_only: Sequence[Path] = ()
    without_cubes: Path | None = None
    without_cubes_count: int = 200


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The examples, the number of scenes by folder and the number of photos without cubes that they come from.

    ``networks`` are those that helped to find the cubes, by name: their sha256.
    """

    examples: Examples
    scenes: Mapping[str, int]
    photos_without_cubes: int
    networks: Mapping[str, str] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Collect examples, cross-validate, train on all of them and write the model with its card."""
    parser = argparse.ArgumentParser(prog="train_cube_acceptance", description=__doc__)
    parser.add_argument("--scenes", type=Path, nargs="+", required=True, help="folders of rendered scenes")
    parser.add_argument("--without-cubes", type=Path, help="folder of photos without any cube")
    parser.add_argument("--without-cubes-count", type=int, default=200, help="how many of them to use")
    parser.add_argument("--out", type=Path, default=Path("models"), help="folder for the model and its card")
    parser.add_argument("--models", type=Path, default=Path("models"), help="folder with the networks that help")
    parser.add_argument(
        "--full-size-only", type=Path, nargs="*", default=[], help="those of the scenes that are not also shrunk"
    )
    parser.add_argument("--cache", type=Path, default=Path(".cache/cube_examples"), help="folder for the features")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    store = ModelStore([chosen.models])
    sources = Sources(chosen.scenes, chosen.full_size_only, chosen.without_cubes, chosen.without_cubes_count)
    data = gather(sources, chosen.cache, load_networks(store), seed=chosen.seed)
    data = replace(data, networks=network_refs(store))
    scores = cross_validated(data.examples, chosen.seed)
    model = new_model(chosen.seed).fit(data.examples.features, data.examples.labels)
    command = f"python -m mineral_desk.training.{parser.prog} --scenes {' '.join(data.scenes)} --seed {chosen.seed}"
    if chosen.without_cubes is not None:
        command += f" --without-cubes {chosen.without_cubes.name} --without-cubes-count {chosen.without_cubes_count}"
    write_model(chosen.out, export(model), data, scores, command)
    print(json.dumps(scores, indent=1))
    return 0


def network_refs(store: ModelStore) -> dict[str, str]:
    """The networks there are that help to find cubes, by name: their sha256."""
    return {name: store.card(name).sha256 for name in (SEGMENTATION, CUBE_POSE, CUBE_CHECK) if name in store.names()}


def load_networks(store: ModelStore) -> Networks:
    """The networks in the folder; training goes without those that are not there."""
    refs = network_refs(store)
    return Networks(
        segmenter(store.load(SEGMENTATION)) if SEGMENTATION in refs else None,
        pose_network(store.load(CUBE_POSE)) if CUBE_POSE in refs else None,
        check_network(store.load(CUBE_CHECK)) if CUBE_CHECK in refs else None,
        " ".join(f"{name} {sha256[:12]}" for name, sha256 in refs.items()),
    )


def gather(sources: Sources, cache: Path, networks: Networks = NO_NETWORKS, *, seed: int = 0) -> TrainingData:
    """The examples of all scenes and of photos drawn from the folder without cubes."""
    counts: dict[str, int] = {}
    parts: list[Examples] = []
    for folder in sources.scenes:
        scenes, first = read_scenes(folder), sum(counts.values())
        small = folder not in sources.full_size_only
        parts += collect(scenes, cache, also_small=small, first_number=first, networks=networks)
        counts[folder.name] = len(scenes)
    photos = [] if sources.without_cubes is None else sorted(sources.without_cubes.iterdir())
    photos = [path for path in photos if path.suffix.lower() in PICTURES]
    drawn = random.Random(seed).sample(photos, min(sources.without_cubes_count, len(photos)))
    bare = [ScenePhoto(path) for path in drawn]
    parts += collect(bare, cache, also_small=False, first_number=sum(counts.values()), networks=networks)
    examples = Examples(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.photos for part in parts]),
    )
    return TrainingData(examples, counts, len(bare))


def new_model(seed: int) -> GradientBoostingClassifier:
    """The untrained model."""
    return GradientBoostingClassifier(
        n_estimators=300,
        learning_rate=0.06,
        max_depth=4,
        subsample=0.7,
        min_samples_leaf=8,
        max_features=0.5,
        random_state=seed,
    )


def cross_validated(examples: Examples, seed: int) -> dict[str, float | int]:
    """Scores on photos not trained on, over folds that keep all examples of a photo together."""
    folds = np.random.default_rng(seed).permutation(int(examples.photos.max()) + 1)[examples.photos] % FOLDS
    judged = np.zeros(len(examples.labels))
    for fold in range(FOLDS):
        train, held = folds != fold, folds == fold
        if held.any():
            model = new_model(seed).fit(examples.features[train], examples.labels[train])
            judged[held] = model.predict_proba(examples.features[held])[:, 1]
    scores: dict[str, float | int] = {
        "examples": len(examples.labels),
        "right_examples": int(examples.labels.sum()),
        "area_under_roc": round(float(roc_auc_score(examples.labels, judged)), 4),
        "average_precision": round(float(average_precision_score(examples.labels, judged)), 4),
    }
    return scores | _by_photo(examples, judged)


def _by_photo(examples: Examples, judged: npt.NDArray[np.float64]) -> dict[str, float]:
    """Of the photos with a right fit, the share whose best one is right; of all, the share whose best one is wrong."""
    best: dict[int, tuple[float, bool]] = {}
    for photo, probability, right in zip(examples.photos, judged, examples.labels, strict=True):
        best[int(photo)] = max(best.get(int(photo), (0.0, False)), (float(probability), bool(right)))
    possible = max(1, len(set(examples.photos[examples.labels].tolist())))
    scores = {}
    for threshold in THRESHOLDS:
        taken = [right for probability, right in best.values() if probability > threshold]
        scores[f"found_at_{threshold}"] = round(sum(taken) / possible, 4)
        scores[f"wrong_at_{threshold}"] = round((len(taken) - sum(taken)) / len(best), 4)
    return scores


def export(model: GradientBoostingClassifier) -> bytes:
    """The model as ONNX: ``features`` (N, F) float32 to ``probability`` (N, 1) float32."""
    return export_boosted_trees(model, len(CUBE_FEATURES), FEATURES_INPUT, PROBABILITY_OUTPUT)


def write_model(
    out: Path,
    data: bytes,
    training: TrainingData,
    scores: Mapping[str, float | int],
    command: str,
) -> None:
    """Write the model, then its card."""
    write_atomically(out / f"{MODEL_NAME}.onnx", data)
    card = {
        "kind": "cube_acceptance",
        "version": "1",
        "made": date.today().isoformat(),
        "file": f"{MODEL_NAME}.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "data": f"{sum(training.scenes.values())} rendered scenes, most also as small pictures ("
        + ", ".join(f"{name}: {count}" for name, count in training.scenes.items())
        + f"), and {training.photos_without_cubes} photos without a cube from Wikimedia Commons.",
        "licence": LICENCE,
        "command": command,
        "outputs": {PROBABILITY_OUTPUT: PROBABILITY_OUTPUT},
        "accuracy": scores,
        "training": {"features": list(CUBE_FEATURES), "folds": FOLDS, "networks": dict(training.networks)},
    }
    write_atomically(out / f"{MODEL_NAME}.toml", to_toml(card).encode())


if __name__ == "__main__":
    raise SystemExit(main())

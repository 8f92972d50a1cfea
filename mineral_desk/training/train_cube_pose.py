"""Train the small network that estimates a cube's pose from a crop.

``python -m mineral_desk.training.train_cube_pose --scenes FOLDER... --without-cubes FOLDER --out models``

The scenes come from ``mineral_desk.training.render_scenes``. Windows around cubes and other places are kept in
``--cache``; every epoch draws new crops from them. A checkpoint beside the cache lets an interrupted run go on.
"""

import argparse
import hashlib
import json
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from mineral_desk.domain.truth import SceneTruth
from mineral_desk.training.card import to_toml
from mineral_desk.training.cube_examples import ScenePhoto, read_scenes
from mineral_desk.training.export import write_atomically
from mineral_desk.training.pose_crops import Batch, draw_batch
from mineral_desk.training.pose_net import PoseNet, export_pose_net, pose_loss
from mineral_desk.training.pose_windows import Window, windows_of
from mineral_desk.vision.measuring.pose_estimate import ANSWERS_OUTPUT

MODEL_NAME = "cube_pose"
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
OTHERS_PER_SCENE, OTHERS_PER_PHOTO = 3, 4
BATCH = 32
LEARNING_RATE = 1e-3
HELD_OUT = 12
"""One window in so many is kept for the scores."""
LICENCE = "Weights: MIT, as Mineral Desk. Trained on rendered scenes and on photos that are public domain or CC."


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """``pixels`` (N, W, W, 4) uint8 and ``angles`` (N, 3), NaN where no cube is."""

    pixels: npt.NDArray[np.uint8]
    angles: npt.NDArray[np.float64]

    def part(self, chosen: npt.NDArray[np.bool_]) -> "Windows":
        """Some of them."""
        return Windows(self.pixels[chosen], self.angles[chosen])


def main(arguments: Sequence[str] | None = None) -> int:
    """Collect windows, train, write the model with its card."""
    parser = argparse.ArgumentParser(prog="train_cube_pose", description=__doc__)
    parser.add_argument("--scenes", type=Path, nargs="+", required=True, help="folders of rendered scenes")
    parser.add_argument("--without-cubes", type=Path, help="folder of photos without any cube")
    parser.add_argument("--without-cubes-count", type=int, default=400, help="how many of them to use")
    parser.add_argument("--out", type=Path, default=Path("models"), help="folder for the model and its card")
    parser.add_argument(
        "--cache", type=Path, default=Path(".cache/cube_pose"), help="folder for windows and checkpoint"
    )
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after this long")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    torch.manual_seed(chosen.seed)
    windows, counts = gather(chosen)
    held = np.arange(len(windows.angles)) % HELD_OUT == HELD_OUT - 1
    net = train(windows.part(~held), chosen.epochs, chosen.minutes, chosen.seed, chosen.cache / "checkpoint.pt")
    scores = scored(net, draw_batch(windows.part(held).pixels, windows.part(held).angles, np.random.default_rng(1)))
    write_model(chosen.out, export_pose_net(net), counts, scores)
    print(json.dumps(scores, indent=1))
    return 0


def gather(chosen: argparse.Namespace) -> tuple[Windows, dict[str, int]]:
    """The windows of all folders and how many photos each had."""
    parts, counts = [], {}
    for number, folder in enumerate(chosen.scenes):
        records = json.loads((folder / "truth.json").read_text("utf-8"))
        focal = [SceneTruth.from_dict(record).focal_length_35mm for record in records]
        scenes = read_scenes(folder)
        counts[folder.name] = len(scenes)
        parts.append(_kept(chosen.cache / f"{number}_{folder.name}_{len(scenes)}.npz", scenes, focal, OTHERS_PER_SCENE))
    if chosen.without_cubes is not None:
        photos = [path for path in sorted(chosen.without_cubes.iterdir()) if path.suffix.lower() in PICTURES]
        drawn = random.Random(chosen.seed).sample(photos, min(chosen.without_cubes_count, len(photos)))
        counts[chosen.without_cubes.name] = len(drawn)
        bare = [ScenePhoto(path) for path in drawn]
        parts.append(_kept(chosen.cache / f"bare_{len(bare)}.npz", bare, [None] * len(bare), OTHERS_PER_PHOTO))
    pixels, angles = (np.concatenate([getattr(part, name) for part in parts]) for name in ("pixels", "angles"))
    return Windows(pixels, angles), counts


def _kept(stored: Path, photos: Sequence[ScenePhoto], focal: Sequence[float | None], others: int) -> Windows:
    """The windows of the photos, from the cache where they are there already."""
    if not stored.exists():
        rng = np.random.default_rng(len(photos))
        found: list[Window] = []
        for photo, length in zip(photos, focal, strict=True):
            found += windows_of(photo, others, rng, length)
        stored.parent.mkdir(parents=True, exist_ok=True)
        part = stored.with_suffix(".part.npz")
        np.savez(part, pixels=np.array([one.pixels for one in found]), angles=np.array([one.angles for one in found]))
        part.replace(stored)
    with np.load(stored, allow_pickle=False) as kept:
        return Windows(kept["pixels"], kept["angles"])


def train(windows: Windows, epochs: int, minutes: float, seed: int, checkpoint: Path) -> PoseNet:
    """Train with a learning rate that falls along a cosine; ``checkpoint`` is read and written after each epoch.

    It ends after ``epochs`` or, for this run, ``minutes``, whichever comes first: the learning rate falls accordingly.
    """
    net, start = PoseNet(), time.monotonic()
    optimiser = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=0.02)
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        first = int(state["epoch"])
    for epoch in range(first, epochs):
        progress = max(epoch / epochs, (time.monotonic() - start) / (60 * minutes))
        if progress >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * 0.5 * (1 + math.cos(math.pi * progress))
        loss = _epoch(net, optimiser, windows, np.random.default_rng([seed, epoch]))
        print(f"epoch {epoch + 1}: loss {loss:.4f}, {time.monotonic() - start:.0f} s", flush=True)
        part = checkpoint.with_suffix(".part")
        state = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1}
        torch.save(state, part)
        part.replace(checkpoint)
    net.eval()
    return net


def _epoch(net: nn.Module, optimiser: torch.optim.Optimizer, windows: Windows, rng: np.random.Generator) -> float:
    """One pass over the windows: every cube once, as many other places."""
    net.train()
    cube = np.isfinite(windows.angles[:, 0])
    others = rng.permutation(np.flatnonzero(~cube))[: cube.sum()]
    order = rng.permutation(np.concatenate([np.flatnonzero(cube), others]))
    losses = []
    for at in range(0, len(order) - BATCH + 1, BATCH):
        chosen = order[at : at + BATCH]
        batch = draw_batch(windows.pixels[chosen], windows.angles[chosen], rng)
        loss = pose_loss(net(torch.from_numpy(batch.crops).to(memory_format=torch.channels_last)), batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        losses.append(float(loss.detach()))
    return float(np.mean(losses))


def scored(net: PoseNet, batch: Batch) -> dict[str, float | int]:
    """How good the estimates are on crops that were not trained on."""
    with torch.no_grad():
        answers = net(torch.from_numpy(batch.crops)).numpy()
    known = batch.weights[:, 0] > 0
    right = (answers[known, 0] > 0) == (batch.answers[known, 0] > 0.5)
    scores: dict[str, float | int] = {"crops": len(batch.crops), "presence_right": round(float(right.mean()), 4)}
    cube = batch.weights[:, 1] > 0
    if not cube.any():
        return scores
    away = (answers - batch.answers)[cube]
    yaw = np.arctan2(answers[cube, 5], answers[cube, 4]) - np.arctan2(batch.answers[cube, 5], batch.answers[cube, 4])
    yaw_deg = np.degrees(np.abs((yaw + math.pi) % (2 * math.pi) - math.pi)) / 4
    return scores | {
        "median_edge_error": round(float(np.median(np.abs(away[:, 3]))), 4),
        "median_elevation_error_deg": round(float(np.degrees(np.median(np.abs(away[:, 6])))), 2),
        "median_yaw_error_deg": round(float(np.median(yaw_deg)), 2),
        "p90_yaw_error_deg": round(float(np.percentile(yaw_deg, 90)), 2),
    }


def write_model(out: Path, data: bytes, counts: dict[str, int], scores: dict[str, float | int]) -> None:
    """Write the model, then its card."""
    write_atomically(out / f"{MODEL_NAME}.onnx", data)
    card = {
        "kind": "cube_pose",
        "version": "1",
        "made": date.today().isoformat(),
        "file": f"{MODEL_NAME}.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "data": "Photos: " + ", ".join(f"{name}: {count}" for name, count in counts.items()) + ".",
        "licence": LICENCE,
        "command": f"python -m mineral_desk.training.train_cube_pose --scenes {' '.join(counts)}",
        "outputs": {ANSWERS_OUTPUT: ANSWERS_OUTPUT},
        "accuracy": scores,
    }
    write_atomically(out / f"{MODEL_NAME}.toml", to_toml(card).encode())


if __name__ == "__main__":
    raise SystemExit(main())

"""What measuring a 12-megapixel photo costs on one thread: CPU seconds of every step, and memory.

    python -m tests.benchmarks.bench_measure [--folder .cache/bench_measure] [--scenes 8] [--photos FOLDER ...]

Renders scenes of both varieties and scenes without a specimen (once: they stay in the folder), enlarges the museum
photos beside the checkout to the same size, and measures each photo as the program does. *measure* is what the bar of
1 s is about: both sizes of the photo, the segmentation network, the search for cubes with all second tries, reading
the engraving, the outline, the ruler. Decoding and the search for text come before it and are told apart. Each folder
is measured in a process of its own, warmed by its first photo, and once more in another: the quicker time counts. The
slowest photo is measured again as the only one of a fresh process, for its peak of memory.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from math import sqrt
from pathlib import Path

import cv2

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.services.files import photo_files
from mineral_desk.vision.decode import decode
from mineral_desk.vision.measuring.cube_acceptance import cube_acceptance
from mineral_desk.vision.measuring.flags import PhotoSharpness
from mineral_desk.vision.measuring.measure import measure
from mineral_desk.vision.model_store import ModelStore
from mineral_desk.vision.plates import find_text
from mineral_desk.vision.quality import assess
from mineral_desk.vision.segmenter import segmenter
from mineral_desk.vision.text import TextReader
from tests.benchmarks.bench import CHECKOUT, SHARED
from tests.benchmarks.bench_decode import peak_bytes

MEGAPIXELS = 12.0
KINDS = {
    "variety 1": (510001, []),
    "variety 2": (520001, ["--variety", "2"]),
    "no specimen": (560001, ["--variety", "2", "--without-specimen"]),
}
"""The first seed of each kind of scenes, which served for nothing else, and how it is rendered."""
STEPS = ("decode", "text", "measure")
RUNS = 2
"""Each photo is measured so often."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

Costs = dict[str, float]
"""CPU seconds by step, and ``peak_mb``: the most memory that the process had held by then."""


def main() -> None:
    """Prepare the photos and measure them, or, called by itself, measure those named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path(".cache/bench_measure"), help="where the photos are kept")
    parser.add_argument("--scenes", type=int, default=8, help="scenes of each kind")
    parser.add_argument("--photos", type=Path, nargs="*", default=[], help="more folders, of photos as they are")
    parser.add_argument("--these", type=Path, nargs="*", help=argparse.SUPPRESS)
    parser.add_argument("--warm", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.these is not None:
        # the first run of everything takes longer; that of a model is its loading, too
        for costs in list(measured([*chosen.these[: chosen.warm], *chosen.these]))[chosen.warm :]:
            print(json.dumps(costs))
        return
    kinds = dict(rendered(chosen.folder, chosen.scenes))
    if SHARED.is_dir():
        kinds["museum photos"] = enlarged(photo_files([SHARED / "museum_photos"]), chosen.folder / "museum")
    kinds |= {folder.name: photo_files([folder]) for folder in chosen.photos}
    print(
        f"{'CPU s: median / p90 / slowest':18}  {'decode':>20}  {'text':>20}  {'measure':>20}  {'n':>4}  slowest; peak"
    )
    everything: dict[Path, Costs] = {}
    for name, photos in kinds.items():
        runs = zip(*(apart(photos, "--warm") for _ in range(RUNS)), strict=True)
        of_kind = dict(zip(photos, map(quickest, runs), strict=True))
        everything |= of_kind
        report(name, of_kind)
    report("all", everything)


def rendered(folder: Path, count: int) -> Iterator[tuple[str, Sequence[Path]]]:
    """Photos of every kind of scenes, rendered where they are not there yet."""
    for name, (first, options) in KINDS.items():
        out = folder / name.replace(" ", "_")
        photos = [out / f"{seed:06d}.jpg" for seed in range(first, first + count)]
        if not all(photo.exists() for photo in photos):
            command = [sys.executable, "-m", "mineral_desk", "train", "scenes", "--out", str(out), *options]
            seeds = f"{first}:{first + count - 1}"
            subprocess.run([*command, "--seeds", seeds, "--long-side", "4000"], check=True, stdout=subprocess.DEVNULL)
        yield name, photos


def enlarged(photos: Sequence[Path], folder: Path) -> list[Path]:
    """The photos at :data:`MEGAPIXELS`, as JPEG files in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    results = [folder / f"{photo.stem}.jpg" for photo in photos]
    for photo, result in zip(photos, results, strict=True):
        if not result.exists():
            pixels = cv2.cvtColor(decode(photo).pixels, cv2.COLOR_RGB2BGR)
            factor = sqrt(MEGAPIXELS * 1e6 / (pixels.shape[0] * pixels.shape[1]))
            cv2.imwrite(str(result), cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC))
    return results


def apart(photos: Sequence[Path], *options: str) -> list[Costs]:
    """What ``photos`` cost, measured in a process of their own."""
    command = [sys.executable, "-m", __spec__.name, *options, "--these", *map(str, photos)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | ONE_THREAD)
    return [json.loads(line) for line in told.stdout.splitlines()]


def quickest(runs: Sequence[Costs]) -> Costs:
    """The least time of each step, the most memory: other work on the computer only ever adds to a step's time."""
    return {step: min(run[step] for run in runs) for step in STEPS} | {"peak_mb": max(run["peak_mb"] for run in runs)}


def measured(photos: Sequence[Path]) -> Iterator[Costs]:
    """What each of ``photos`` costs in this process."""
    cv2.setNumThreads(1)
    store, settings, reader = ModelStore([CHECKOUT / "models"]), AnalysisSettings(), TextReader(threads=1)
    accept = cube_acceptance(store.load("cube_acceptance"), store.load("cube_pose"), store.load("cube_check"))
    segment = segmenter(store.load("segmentation"))
    for path in photos:
        clock = [time.process_time()]
        decoded = decode(path)
        clock.append(time.process_time())
        texts = find_text(decoded.pixels, reader)
        clock.append(time.process_time())
        sharpness = PhotoSharpness(assess(decoded, settings).sharpness, settings.min_sharpness)
        started = time.process_time()
        measure(
            decoded.pixels,
            settings.cube_edge_mm,
            decoded.photo.focal_length_35mm,
            accept=accept,
            plates=(*texts.plates, *texts.marks),
            sharpness=sharpness,
            read_text=reader,
            segment=segment,
        )
        seconds = (clock[1] - clock[0], clock[2] - clock[1], time.process_time() - started)
        yield dict(zip(STEPS, seconds, strict=True)) | {"peak_mb": peak_bytes() / 2**20}


def report(name: str, costs: dict[Path, Costs]) -> None:
    """One line: CPU seconds of each step, the slowest photo, its peak alone and that of all in one process."""
    columns = [sorted(cost[step] for cost in costs.values()) for step in STEPS]
    seconds = [f"{statistics.median(one):.2f} / {one[int(0.9 * len(one))]:.2f} / {one[-1]:.2f}" for one in columns]
    slowest = max(costs, key=lambda path: costs[path]["measure"])
    alone = apart([slowest])[0]["peak_mb"]
    together = max(cost["peak_mb"] for cost in costs.values())
    print(
        f"{name:29}  {seconds[0]:>20}  {seconds[1]:>20}  {seconds[2]:>20}  {len(costs):>4}  "
        f"{slowest.name}; {alone:.0f} MB alone, {together:.0f} MB all in one process",
        flush=True,
    )


if __name__ == "__main__":
    main()

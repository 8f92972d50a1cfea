"""How long a photo takes to decode, and how much memory, by kind of file and size.

    python -m tests.benchmarks.bench_decode [--megapixels 12 100] [--folder FOLDER]

Writes one photo of each kind and size and decodes each in a process of its own, on one thread. CPU seconds; peak is
the process's whole resident memory, of which an import of the decoder takes some 55 MB and no models are a part.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from math import sqrt
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
from PIL import Image

from mineral_desk.vision.decode import decode, decode_thumbnail

_OPTIONS: dict[str, dict[str, object]] = {
    "jpg": {"quality": 90},
    "progressive.jpg": {"quality": 90, "progressive": True, "subsampling": 0},
    "png": {"compress_level": 1},
    "tif": {},
    "lzw.tif": {"compression": "tiff_lzw"},
    "bmp": {},
    "webp": {"quality": 60, "method": 0},
}


def main() -> None:
    """Run over all sizes, or, called by itself, decode one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megapixels", type=float, nargs="+", default=[12, 100])
    parser.add_argument("--folder", type=Path, help="where to write the photos (default: the temporary folder)")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is not None:
        print(measure(arguments.one))
        return
    print(f"{'':26}{'decode s':>10}{'thumb s':>10}{'peak MB':>10}")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for megapixels in arguments.megapixels:
            for path in photos(Path(folder), megapixels):
                command = [sys.executable, "-m", __spec__.name, "--one", str(path)]
                told = subprocess.run(command, check=True, capture_output=True, text=True)
                print(f"{megapixels:5.0f} MP  {path.name:17}{told.stdout.rstrip()}", flush=True)
                path.unlink()


def photos(folder: Path, megapixels: float) -> Iterator[Path]:
    """Write a smooth random picture as every kind of file, one after the other."""
    height = round(sqrt(megapixels * 1e6 * 3 / 4))
    width = height * 4 // 3
    coarse = np.random.default_rng(0).integers(0, 255, (height // 10, width // 10, 3), dtype=np.uint8)
    picture = Image.fromarray(np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)))
    for suffix, options in _OPTIONS.items():
        path = folder / f"photo.{suffix}"
        picture.save(path, **options)
        yield path
    pillow_heif.from_pillow(picture).save(folder / "photo.heic", quality=50)
    yield folder / "photo.heic"


def measure(path: Path) -> str:
    """Decode the photo whole and as a thumbnail of 256 px; the peak is that of the whole one."""
    cv2.setNumThreads(1)
    started = time.process_time()
    decode(path)
    decoded = time.process_time() - started
    peak = peak_bytes() / 2**20
    started = time.process_time()
    decode_thumbnail(path, 256)
    return f"{decoded:10.3f}{time.process_time() - started:10.3f}{peak:10.0f}"


def peak_bytes() -> int:
    """The most memory this process has held. On Linux getrusage would count its parent's at the start as well."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text("ascii").splitlines() if row.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()

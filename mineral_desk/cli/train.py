"""``mineral-desk train``: hands over to the training programs, which need the ``training`` extra."""

import argparse
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from mineral_desk.domain.errors import UsageError

PROGRAMS = {
    "classifier": "mineral_desk.training.train_classifier",
    "classifier-joint": "mineral_desk.training.train_joint",
    "cube": "mineral_desk.training.train_cube_acceptance",
    "cube-check": "mineral_desk.training.train_cube_check",
    "cube-pose": "mineral_desk.training.train_cube_pose",
    "cyrillic": "mineral_desk.training.reading.train",
    "clip": "mineral_desk.training.open_clip.train",
    "segmentation": "mineral_desk.training.segmentation.train",
    "efficientnet-lite": "mineral_desk.training.efficientnet_lite",
    "memory": "mineral_desk.training.fit_memory",
    "scenes": "mineral_desk.training.render_scenes",
    "few-shot": "mineral_desk.training.fewshot.train",
    "demo": "mineral_desk.training.render_demo",
    "minerals": "mineral_desk.training.compile_minerals",
}


def add_commands(commands: Any) -> None:
    """Add ``train``."""
    one = commands.add_parser(
        "train",
        help="make models and rendered photos",
        description="Hands over to a training program; its own options follow its name (try: train classifier --help).",
    )
    one.add_argument("program", choices=sorted(PROGRAMS))
    one.add_argument("options", nargs=argparse.REMAINDER)
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the chosen training program."""
    return hand_over(PROGRAMS[options.program], options.options)


def hand_over(module: str, options: Sequence[str]) -> int:
    """Run a training program in a process of its own: this room must not look into ``training``."""
    if importlib.util.find_spec("torch") is None:
        raise UsageError("Training needs packages that are not installed.", "Run: pip install 'mineral-desk[training]'")
    return subprocess.call([sys.executable, "-m", module, *options])  # noqa: S603

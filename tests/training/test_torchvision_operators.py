"""The libraries of image networks can be imported beside any build of torch."""

import subprocess
import sys

import pytest

pytest.importorskip("torch")


def test_open_clip_and_timm_can_be_imported() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from mineral_desk.training.torchvision_operators import declare_missing_operators as declare\n"
            "declare(); declare()\n"
            "import open_clip, timm, torchvision\n"
            "print(len(open_clip.list_models()) > 10 and len(timm.list_models('resnet*')) > 10)",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "True", done.stderr

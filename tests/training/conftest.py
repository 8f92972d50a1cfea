"""What the tests of training share."""

from pathlib import Path

import pytest


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A folder with everything a training run needs; skips where the training packages are not installed."""
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from tests.training.tiny_run import write_all

    write_all(tmp_path)
    return tmp_path

"""Models exported once for all tests of this folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.training.open_clip.small import SPECIES, random_clip


@dataclass(frozen=True)
class ExportedModel:
    """The model in torch, and the folder with what was exported of it under its own name."""

    name: str
    model: Any
    folder: Path

    def classifier(self):
        from mineral_desk.vision.model_store import ModelStore
        from mineral_desk.vision.zero_shot import ZeroShotClassifier

        return ZeroShotClassifier(ModelStore([self.folder]).load(self.name), threads=1)


@pytest.fixture(scope="session", params=["small-vit", "small-convnext", "small-resnet"])
def exported(request, tmp_path_factory) -> ExportedModel:
    """Each of the three small models, exported with maps and eight names."""
    pytest.importorskip("mineral_desk.training.open_clip.library")
    return _exported(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def exported_vit(tmp_path_factory) -> ExportedModel:
    """The small transformer alone."""
    pytest.importorskip("mineral_desk.training.open_clip.library")
    return _exported("small-vit", tmp_path_factory.mktemp("vit"))


def _exported(name: str, folder: Path) -> ExportedModel:
    import torch

    from mineral_desk.domain.progress import finish
    from mineral_desk.training.open_clip.exporting import Order, export
    from mineral_desk.training.open_clip.files import Origin

    torch.set_num_threads(1)
    model = random_clip(folder, name)
    finish(export(model, Order(folder, name, SPECIES, threads=1), Origin("the tests")))
    return ExportedModel(name, model, folder)

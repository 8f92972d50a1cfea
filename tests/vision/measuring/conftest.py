from pathlib import Path

import pytest

from mineral_desk.vision.measuring.cube import CubeAcceptance
from mineral_desk.vision.measuring.cube_acceptance import cube_acceptance
from mineral_desk.vision.model_store import ModelStore


@pytest.fixture(scope="session")
def accept(models_folder: Path) -> CubeAcceptance:
    store = ModelStore([models_folder])
    return cube_acceptance(store.load("cube_acceptance"), store.load("cube_pose"), store.load("cube_check"))

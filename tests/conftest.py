"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("mineral_desk", deadline=None)  # no test depends on time
settings.load_profile("mineral_desk")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of third-party photos; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("MINERAL_DESK_SHARED", CHECKOUT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"the third-party photos are not here ({folder}); set MINERAL_DESK_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """The models that the project ships."""
    return CHECKOUT / "models"


@pytest.fixture(scope="session")
def resources_folder() -> Path:
    """The resources that the project ships."""
    return CHECKOUT / "resources"

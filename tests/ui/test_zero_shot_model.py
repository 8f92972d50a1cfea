"""The window with a zero-shot model: taken in, named, decided with a key, and the nearest confirmed photo shown."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.progress import finish
from mineral_desk.services import suggesting
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.ui.actions import Place
from mineral_desk.ui.services_backend import ServicesBackend
from tests.ui.conftest import Build, settle
from tests.ui.test_real_services import press

pytest.importorskip("onnx", reason="the onnx package makes the small model")


def test_the_window_takes_its_names_from_it(build: Build, tmp_path: Path) -> None:
    from tests.vision.small_zero_shot import SmallZeroShot

    found = find_folders()
    SmallZeroShot().write(tmp_path / "models")
    photos = tmp_path / "Фото"
    photos.mkdir()
    for path in sorted(found.demo_photos.glob("FMM_319*_01.jpg"))[:2]:
        shutil.copy(path, photos)
    folders = Folders((tmp_path / "models", *found.models), found.resources, tmp_path)
    settings = Settings(AnalysisSettings(model="small-clip"))
    with Desk(folders, settings, tmp_path / "Музей.mdc") as desk:
        window = build(ServicesBackend(desk))
        window.take_in([photos])
        settle(window, 90)
        window.show_place(Place.DESK)
        settle(window)
        first = window.desk.session.photo_id
        assert first is not None
        analysis = desk.reading.stored(first).analysis
        assert analysis is not None
        assert analysis.models["classifier"].name == "small-clip"
        assert analysis.explanation is not None
        best = analysis.suggestions.items[0].species
        press(window, Qt.Key.Key_1)
        press(window, Qt.Key.Key_Return)
        decision = desk.reading.stored(first).decision
        assert decision is not None
        assert decision.species == best
        finish(suggesting.load_memory(desk))
        other = window.desk.session.photo_id
        assert other not in (None, first)
        evidence = suggesting.open_for_naming(desk, other).evidence
        assert [(near.photo_id, near.species) for near in evidence.nearest] == [(first, best)]
        window.close()

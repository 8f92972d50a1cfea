"""The window is on the screen before what looks at photos is loaded; nobody who needs it sooner has to care."""

import subprocess
import sys
from pathlib import Path

from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from mineral_desk.domain.decision import Verb
from mineral_desk.domain.errors import ProgramFault
from tests.catalogue.conftest import make_analysis, make_photo
from tests.test_walls import BLOCKED_IMPORT, LOOKING
from tests.ui.conftest import Build, wait_for
from tests.ui.standin import StandIn

WINDOW = """
import sys
from pathlib import Path
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.ui.running import build_window, make_application
from mineral_desk.ui.services_backend import ServicesBackend

folders = find_folders()
with Desk(folders, Settings(), Path(sys.argv[1])) as desk:
    application = make_application("offscreen")
    window = build_window(application, ServicesBackend(desk))
    window.show()
    window.start()
"""
PAINTED = """
    assert not window.grab().isNull()
    window.close()
"""
TAKING_IN = """
    photos = sorted(folders.demo_photos.glob("*.jpg"))[:2]
    window.take_in(photos)
    while desk.reading.database.execute("SELECT count(*) FROM photo").fetchone()[0] < len(photos):
        application.processEvents()
    window.close()
"""
DECIDING = """
    window.desk.handlers()["choose_1"]()
    window.desk.accept()
    window.close()
"""
CLOSING = """
    window.work.make_ready()
    window.close()
"""


def run(program: str, catalogue: Path) -> None:
    done = subprocess.run([sys.executable, "-c", program, str(catalogue)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_a_window_is_painted_without_what_looks_at_photos(tmp_path: Path) -> None:
    run(BLOCKED_IMPORT.format(blocked=LOOKING, module="sys") + WINDOW + PAINTED, tmp_path / "new.mdc")


def test_photos_that_come_at_once_are_taken_in(tmp_path: Path) -> None:
    run(WINDOW + TAKING_IN, tmp_path / "new.mdc")


def test_a_photo_can_be_decided_before_anything_looks_at_photos(tmp_path: Path) -> None:
    with create_catalogue(tmp_path / "museum.mdc") as catalogue:
        photo_id, _, _ = catalogue.photos.add(make_photo(), who="Anna")
        catalogue.analyses.add(photo_id, make_analysis(make_photo()), "one")
    run(BLOCKED_IMPORT.format(blocked=LOOKING, module="sys") + WINDOW + DECIDING, tmp_path / "museum.mdc")
    with open_catalogue(tmp_path / "museum.mdc") as catalogue:
        decision = catalogue.stored(photo_id).decision
        assert decision is not None
        assert (decision.verb, decision.species) == (Verb.ACCEPT, "Malachite")


def test_a_window_that_is_closed_while_it_loads_ends_properly(tmp_path: Path) -> None:
    run(WINDOW + CLOSING, tmp_path / "new.mdc")


def test_what_looks_at_photos_is_loaded_after_the_start(build: Build, backend: StandIn) -> None:
    loaded: list[bool] = []
    backend.load_vision = lambda: loaded.append(True)  # type: ignore[method-assign]
    build(backend)
    with wait_for(lambda: bool(loaded)):
        pass
    assert loaded == [True]


def test_what_cannot_be_loaded_is_said(build: Build, backend: StandIn) -> None:
    def broken() -> None:
        raise ProgramFault("OpenCV cannot be loaded.", "Install Mineral Desk anew.")

    backend.load_vision = broken  # type: ignore[method-assign]
    window = build(backend)
    with wait_for(lambda: window.status.words == "OpenCV cannot be loaded. Install Mineral Desk anew."):
        pass

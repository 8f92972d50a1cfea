"""The rooms and who may look into which, read from the imports."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "mineral_desk"
ROOMS = {"domain", "vision", "catalogue", "services", "cli", "ui", "training"}
MAY_SEE = {
    "domain": set(),
    "vision": {"domain"},
    "catalogue": {"domain"},
    "services": {"domain", "vision", "catalogue"},
    "cli": {"domain", "services"},
    "ui": {"domain", "services"},
    "training": {"domain", "vision", "catalogue", "services"},
}
DOORS = {"cli/window.py": {"ui"}}
"""The one place where the command line opens the window."""
OWNERS = {
    "cv2": {"vision", "training"},
    "rapidocr": {"vision"},
    "PIL": {"vision", "training"},
    "pillow_heif": {"vision"},
    "rawpy": {"vision"},
    "onnxruntime": {"vision/inference.py"},
    "sqlite_utils": {"catalogue"},
    "sqlite3": {"catalogue"},
    "PySide6": {"ui"},
    "rich": {"cli"},
    "matplotlib": {"services/size_figure.py"},
    "rectpack": {"services/storing/packing.py"},
    "segno": {"services/labelling/codes.py"},
    "reportlab": {"services/printing/fonts.py", "services/printing/paper.py"},
    "xlsxwriter": {"services/exporting/xlsx_file.py"},
    "argparse": {"cli", "training"},
    "torch": {"training"},
    "torchvision": {"training"},
    "open_clip": {"training/open_clip/library.py"},
    "onnx": {"training"},
    "sklearn": {"training"},
    "scipy": {"training"},
    "zxingcpp": {"vision/codes.py"},
    "dask": {"services/spreading/cluster.py"},
    "distributed": {"services/spreading/cluster.py"},
    "pickle": set(),
}
"""Who alone may import these: rooms, or single files."""


def imported_by(file: Path) -> Iterator[str]:
    """The full names of all modules that ``file`` imports, inside of functions as well."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute here"
            yield node.module or ""
            if node.module == PACKAGE.name:  # a whole room
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


FILES = sorted(file for file in PACKAGE.rglob("*.py") if file.parent != PACKAGE)


def test_there_are_files_to_judge() -> None:
    assert {file.relative_to(PACKAGE).parts[0] for file in FILES} == ROOMS


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_rooms_are_kept(file: Path) -> None:
    name = file.relative_to(PACKAGE).as_posix()
    room = name.split("/")[0]
    allowed = MAY_SEE[room] | {room} | DOORS.get(name, set())
    for module in imported_by(file):
        parts = module.split(".")
        if parts[0] == "mineral_desk" and len(parts) > 1 and parts[1] in ROOMS:
            assert parts[1] in allowed, f"{name} looks into {parts[1]}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_libraries_have_owners(file: Path) -> None:
    name = file.relative_to(PACKAGE).as_posix()
    for module in imported_by(file):
        owners = OWNERS.get(module.split(".")[0])
        assert owners is None or name.split("/")[0] in owners or name in owners, f"{name} imports {module}"


def test_domain_needs_the_standard_library_and_numpy_only() -> None:
    for file in (PACKAGE / "domain").rglob("*.py"):
        for module in imported_by(file):
            top = module.split(".")[0]
            assert top in sys.stdlib_module_names | {"numpy", "mineral_desk"}, f"{file.name} imports {module}"


LOOKING = {"cv2", "onnxruntime", "PIL", "pillow_heif", "rapidocr", "rawpy", "zxingcpp"}
"""What looks at pictures; it takes a third of a second to load, which neither the window nor a list waits for."""
BLOCKED_IMPORT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked!r}:
            raise ImportError(name + " is not installed here")
sys.meta_path.insert(0, Absent())
import {module}
"""


@pytest.mark.parametrize(
    "module", ["mineral_desk.services.analysing", "mineral_desk.services.reviewing", "mineral_desk.cli.commands"]
)
def test_the_core_runs_without_qt_and_torch(module: str) -> None:
    blocked = {"PySide6", "torch", "open_clip", "onnx", "sklearn", "scipy"}
    program = BLOCKED_IMPORT.format(blocked=blocked, module=module)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_window_never_imports_torch() -> None:
    program = BLOCKED_IMPORT.format(blocked={"torch", "onnx", "sklearn", "scipy"}, module="mineral_desk.ui.app")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "module", ["mineral_desk.ui.running, mineral_desk.ui.services_backend", "mineral_desk.cli.commands"]
)
def test_what_looks_at_pictures_is_not_loaded_before_it_is_needed(module: str) -> None:
    program = BLOCKED_IMPORT.format(blocked=LOOKING, module=module)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

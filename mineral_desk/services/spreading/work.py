"""What runs on a worker. The models are loaded once a process; one photo at a time, as ONNX Runtime uses all cores.

The scheduler imports this file too (it opens the tasks it hands on), and needs neither models nor pictures for that:
hence the imports inside of functions.
"""

import ctypes
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mineral_desk import __version__, vision
from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.errors import MineralDeskError, PhotoError, ProgramFault
from mineral_desk.domain.phrase import said
from mineral_desk.domain.record_numbers import path_from_text
from mineral_desk.domain.records import overrules_from_record
from mineral_desk.services.spreading.parcels import Answer, Parcel, Passport, answer_with

if TYPE_CHECKING:
    from mineral_desk.services.desk import Desk

_BUSY = threading.Lock()
_OPENED: "list[Desk]" = []


def analyse_parcel(parcel: Parcel) -> Answer:
    """Analyse one photo; nothing is raised, as what one Python raises another may not know."""
    if parcel["version"] != __version__:
        return Answer(refused=Passport(computer=platform.node(), version=__version__, engine=0, models={}))
    try:
        with _BUSY:
            return _analysed(parcel)
    except ProgramFault as fault:
        return Answer(
            error=(fault.message, said("On the computer {computer}: {what}", computer=platform.node(), what=fault.hint))
        )
    except PhotoError as fault:
        return Answer(error=(fault.message, fault.hint))
    except MineralDeskError as fault:
        return Answer(refused=said("On the computer {computer}: {what}", computer=platform.node(), what=str(fault)))


def sees(path: str, sha256: str) -> bool:
    """Whether this computer has that very file in that place."""
    return vision.decode.unreadable(path_from_text(path)).sha256 == sha256


def _analysed(parcel: Parcel) -> Answer:
    from mineral_desk.services.analysing import analyse_alone, fingerprint  # noqa: PLC0415
    from mineral_desk.services.settings import Settings  # noqa: PLC0415

    desk = _desk()
    settings: dict[str, Any] = parcel["settings"]
    desk.settings = Settings(analysis=AnalysisSettings(**settings))
    overrules = overrules_from_record(parcel["overrules"])
    if fingerprint(desk, overrules) != parcel["mark"]:
        return Answer(refused=passport(desk))
    with _place(parcel) as path:
        if path is None:
            return Answer(unseen=True)
        try:
            analysis = analyse_alone(desk, path, overrules)
        except PhotoError:
            if parcel["content"] is None and not sees(parcel["path"], parcel["sha256"]):
                return Answer(unseen=True)
            raise
    if analysis.photo.sha256 != parcel["sha256"] and parcel["content"] is None:
        return Answer(unseen=True)
    return answer_with(analysis)


def passport(desk: "Desk") -> Passport:
    """What this computer works with."""
    models = {role: (model.name, model.sha256) for role, model in desk.pipeline.models.items()}
    engine = vision.pipeline.ENGINE_VERSION
    return Passport(computer=platform.node(), version=__version__, engine=engine, models=models)


def _desk() -> "Desk":
    """The worker's Desk: no catalogue, the models of this computer."""
    from mineral_desk.services.desk import Desk  # noqa: PLC0415
    from mineral_desk.services.paths import find_folders  # noqa: PLC0415
    from mineral_desk.services.settings import Settings  # noqa: PLC0415

    if not _OPENED:
        _keep_freed_memory()
        _OPENED.append(Desk(find_folders(), Settings()))
    return _OPENED[0]


def _keep_freed_memory() -> None:
    """Have glibc keep what was freed, as in any other program.

    Dask starts its workers with MALLOC_TRIM_THRESHOLD_ set to 64 kB: they give all memory back at once and get it anew
    for the next picture, which costs a third of the time that a photo takes.
    """
    trim_threshold, mmap_threshold = -1, -3
    with suppress(OSError, AttributeError, TypeError):  # another system
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(trim_threshold, 64 * 2**20)
        mallopt(mmap_threshold, 32 * 2**20)


@contextmanager
def _place(parcel: Parcel) -> Iterator[Path | None]:
    """The file: where it lies, or its bytes laid down for as long as they are needed; None where there is neither."""
    content = parcel["content"]
    if content is None:
        path = path_from_text(parcel["path"])
        yield path if path.is_file() else None
        return
    with TemporaryDirectory(prefix="mineral-desk-") as folder:
        yield _laid_down(Path(folder), path_from_text(parcel["name"]).name, content)


def _laid_down(folder: Path, name: str, content: bytes) -> Path:
    """Under its own name, which words about it tell and whose ending counts; under a plain one where it cannot be."""
    for one in (name, f"photo{PurePath(name).suffix[:8]}"):
        try:
            (folder / one).write_bytes(content)
        except (OSError, ValueError) as fault:
            trouble = fault
        else:
            return folder / one
    words = said(
        "{name} could not be laid down on the computer {computer}: {trouble}.",
        name=name,
        computer=platform.node(),
        trouble=trouble,
    )
    raise PhotoError(words, "Make room there, then try again.")

"""Work for a worker that takes no models: what matters here is how photos travel and what becomes of a dying worker."""

import os
import signal
import time
from pathlib import Path

from mineral_desk.domain.analysis import Analysis, AnalysisSettings
from mineral_desk.domain.errors import PhotoError
from mineral_desk.services.spreading.parcels import Answer, Parcel, answer_with
from mineral_desk.services.spreading.work import _place
from mineral_desk.vision.decode import decode
from mineral_desk.vision.quality import assess


def look(parcel: Parcel) -> Answer:
    """Decode the photo and judge it; a photo whose name says so kills the worker that opens it."""
    if "kills" in parcel["name"]:
        time.sleep(1)  # Dask gives up a worker that dies before it has quite begun
        os.kill(os.getpid(), signal.SIGKILL)
    with _place(parcel) as path:
        if path is None:
            return Answer(unseen=True)
        try:
            decoded = decode(path)
        except PhotoError as fault:
            return Answer(error=(fault.message, fault.hint))
    settings = AnalysisSettings(**parcel["settings"])
    return answer_with(Analysis(decoded.photo, assess(decoded, settings), settings=settings))


def look_from_afar(parcel: Parcel) -> Answer:
    """The same on a computer that sees no folder of the one that asks."""
    return Answer(unseen=True) if parcel["content"] is None else look(parcel)


def look_when_allowed(parcel: Parcel) -> Answer:
    """The same, but for the first photo only when :func:`allow` says so."""
    path = Path(parcel["path"])
    while not (path.name.startswith("0") or (path.parent / "go").exists()):
        time.sleep(0.01)
    return look(parcel)


def allow(folder: Path) -> None:
    """Let the work in ``folder`` go on."""
    (folder / "go").touch()

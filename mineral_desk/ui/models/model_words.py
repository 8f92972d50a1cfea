"""What is said of models, in the window's language."""

from collections.abc import Sequence

from mineral_desk.domain.model import CLASSIFIER, ZERO_SHOT
from mineral_desk.domain.progress import Progress
from mineral_desk.services.installing.download import DOWNLOADING
from mineral_desk.services.installing.installing import Installed
from mineral_desk.services.models import ModelState
from mineral_desk.ui.words import count, number, significant, spoken, tr

KIND_WORDS = {
    CLASSIFIER: "suggests names",
    ZERO_SHOT: "suggests names by words",
    "segmentation": "finds specimen, cube and labels",
    "cube_acceptance": "judges whether a cube was found",
    "cube_pose": "tells how a cube is turned",
    "cube_check": "looks again at the cube that was found",
    "cyrillic": "reads Cyrillic on labels",
}
COLUMNS = ("Name", "What it does", "State|model")
"""The rest is on the card: a list that holds all of it has no room for what a model does."""
SHOWN_NAMES = 8
INSTALL_STAGES = (DOWNLOADING, "Copying", "Checking")


def kind_words(kind: str) -> str:
    """What a kind of model does; a kind that is not known here keeps its own word."""
    return tr(KIND_WORDS[kind]) if kind in KIND_WORDS else kind


def state_words(state: ModelState) -> str:
    """In use or silent, comes with the program, installed, cannot be used: the one that matters most."""
    if state.fault:
        return tr("cannot be used")
    if state.silence:
        return tr("silent|model")
    if state.is_used:
        return tr("in use")
    return tr("with the program") if state.is_shipped else tr("installed")


def size_words(byte_size: int) -> str:
    """Megabytes: ``19.6``."""
    return number(byte_size / 1e6) if byte_size >= 50_000 else significant(byte_size / 1e6, 1)


def strange_words(names: Sequence[str]) -> str:
    """Labels that are no names of the IMA list; empty where all are."""
    if not names:
        return ""
    listed = ", ".join(names[:SHOWN_NAMES]) + (" …" if len(names) > SHOWN_NAMES else "")
    return tr("Not in the IMA list ({n}): {names}", n=count(len(names)), names=listed)


def installed_words(installed: Installed, strange: Sequence[str]) -> str:
    """What was installed."""
    card = installed.card
    if installed.replaced:
        words = tr("{name} version {version} takes the place of the one before.", name=card.name, version=card.version)
    else:
        words = tr("{name} version {version} is installed.", name=card.name, version=card.version)
    return f"{words} {strange_words(strange)}".strip()


def progress_words(progress: Progress) -> str:
    """How far installing is, in megabytes where they are told."""
    if not progress.total or progress.text not in INSTALL_STAGES:
        return spoken(progress.text)
    done, total = (number(value / 1e6) for value in (progress.done, progress.total))
    return tr("{what}: {done} of {total} MB", what=spoken(progress.text), done=done, total=total)


def place_words(state: ModelState) -> str:
    """The folder of a model, and whether it came with the program."""
    folder = "" if state.place is None else str(state.place.parent)
    return f"{tr('with the program')}: {folder}" if state.is_shipped else folder

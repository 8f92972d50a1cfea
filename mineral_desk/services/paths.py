"""Where the program's own files lie, and where the user's do."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parents[1]
HOME_VARIABLE = "MINERAL_DESK_HOME"
"""Set it to keep settings, models, catalogue and log in one folder, on a memory stick for instance."""


@dataclass(frozen=True, slots=True)
class Folders:
    """``models`` is searched in order: the user's own before those that come with the program."""

    models: tuple[Path, ...]
    resources: Path
    user: Path

    @property
    def settings_file(self) -> Path:
        """The user's settings."""
        return self.user / "settings.toml"

    @property
    def own_models(self) -> Path:
        """Where models that the user installs go."""
        return self.user / "models"

    @property
    def shipped_models(self) -> tuple[Path, ...]:
        """Where the models lie that come with the program."""
        return tuple(one for one in self.models if one != self.own_models)

    @property
    def tried_models_file(self) -> Path:
        """Which models from outside were tried and fit."""
        return self.user / "tried models.txt"

    @property
    def log_file(self) -> Path:
        """What went wrong inside the program."""
        return self.user / "mineral-desk.log"

    @property
    def default_catalogue(self) -> Path:
        """The catalogue opened where none is named."""
        return self.user / "Mineral collection.mdc"

    @property
    def snapshots(self) -> Path:
        """Copies of catalogues that the program makes by itself; away from the catalogues, whose disks may be lost."""
        return self.user / "snapshots"

    @property
    def demo_photos(self) -> Path:
        """The rendered sample photos."""
        return self.resources / "demo"


def shipped(name: str) -> Path:
    """A folder that comes with the program: beside the package in a checkout, inside of it when installed."""
    beside = PACKAGE.parent / name
    return beside if (PACKAGE.parent / "pyproject.toml").is_file() else PACKAGE / "data" / name


def find_folders() -> Folders:
    """The folders on this machine; none is created here."""
    home = os.environ.get(HOME_VARIABLE)
    user = Path(home) if home else platformdirs.user_data_path("Mineral Desk", appauthor=False)
    return Folders(models=(user / "models", shipped("models")), resources=shipped("resources"), user=user)

"""What the commands say over the stored settings, and checks that several of them make."""

from dataclasses import replace
from pathlib import Path

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.setting import check_settings
from mineral_desk.services.settings import Settings


def analysis_settings(settings: Settings, **said: float | str | None) -> Settings:
    """The stored settings with what the command line says over them; None says nothing.

    Raises :class:`SettingError` where a value is outside its limits.
    """
    analysis = replace(settings.analysis, **{name: value for name, value in said.items() if value is not None})  # type: ignore[arg-type]
    check_settings(analysis)
    return replace(settings, analysis=analysis)


def existing_folder(path: Path) -> Path:
    """``path``; raises :class:`UsageError` where it is no folder."""
    if not path.is_dir():
        raise UsageError(f"There is no folder {path}.", "Check the spelling of its name.")
    return path


def existing_photo(path: Path) -> Path:
    """``path``; raises :class:`UsageError` where there is nothing of that name. Opening it tells what else is wrong."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"{path} does not exist.", "Check the spelling of its name.") from None
    except OSError:
        pass
    return path


def existing_catalogue(path: Path) -> Path:
    """``path``; raises :class:`UsageError` where it is no file: looking must not make a catalogue."""
    if not path.is_file():
        raise UsageError(f"There is no catalogue {path}.", "Check the spelling of its name.")
    return path

"""The user's settings: declared once in frozen values, kept in one TOML file."""

import getpass
import json
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.name_pattern import check_pattern
from mineral_desk.domain.setting import check_settings, declared_settings, setting
from mineral_desk.services.writing import write_text

LANGUAGES = ("system", "en", "ru")
REASONS_AT_MOST = 4
THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """How the window looks and who sits before it."""

    person: str = setting("", "Your name", "Stored with every decision; empty for the name of your account.")
    language: str = setting("system", "Language", "The language of the window.", choices=LANGUAGES)
    theme: str = setting("system", "Colours", "Light, dark, or as the system has it.", choices=THEMES)
    text_scale: float = setting(1.0, "Text size", "Enlarges all text.", minimum=0.8, maximum=2.0)
    reduce_motion: bool = setting(False, "Reduce motion", "Zooms without animation.")
    snapshots: bool = setting(
        True, "Keep snapshots", "Every half hour in which something changed, a copy is kept; old ones are thinned out."
    )
    file_name_pattern: str = setting(
        "", "Pattern of file names", "Such as {prefix}_{number}_{any}; empty: numbers as file names usually state them."
    )
    reasons: str = setting(
        "looked at the specimen; the label says so; a slip; determined by a specialist",
        "Reasons",
        "Up to four, parted by semicolons. After a correction the keys 6 to 9 give them, and 0 asks for another.",
    )
    last_catalogue: str = setting("", "Last catalogue", "Opened at the next start.")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, in two groups."""

    analysis: AnalysisSettings = field(default_factory=AnalysisSettings)
    window: WindowSettings = field(default_factory=WindowSettings)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons that have a key."""
        told = (" ".join(one.split()) for one in self.window.reasons.split(";"))
        return tuple(one for one in told if one)[:REASONS_AT_MOST]

    @property
    def who(self) -> str:
        """The name under which decisions are stored."""
        return self.window.person or account_name()


def account_name() -> str:
    """The name of the account, or "curator" where the system has none to tell."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "curator"


def load_settings(path: Path) -> Settings:
    """Read the settings; a missing file gives the defaults, unknown names are passed over.

    Raises :class:`SettingError` where the file cannot be read or a value is outside its limits.
    """
    if not path.exists():
        return Settings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise SettingError(f"The settings in {path} cannot be read: {fault}.", "Mend or delete that file.") from fault
    settings = Settings(
        analysis=_filled(AnalysisSettings(), table.get("analysis"), path),
        window=_filled(WindowSettings(), table.get("window"), path),
    )
    for group in (settings.analysis, settings.window):
        check_settings(group)
    check_pattern(settings.window.file_name_pattern)
    return settings


def save_settings(settings: Settings, path: Path) -> None:
    """Write the values that differ from their defaults, in one step."""
    check_pattern(settings.window.file_name_pattern)
    lines = []
    for name, group in (("analysis", settings.analysis), ("window", settings.window)):
        check_settings(group)
        lines.append(f"[{name}]")
        for one, _ in declared_settings(type(group)):
            value = getattr(group, one.name)
            if value != one.default:
                # JSON's strings, numbers and booleans are TOML's as well
                lines.append(f"{one.name} = {json.dumps(value, ensure_ascii=False)}")
        lines.append("")
    write_text(path, "\n".join(lines))


def _filled(defaults: Any, table: Any, path: Path) -> Any:
    if table is None:
        return defaults
    if not isinstance(table, dict):
        raise SettingError(f"The settings in {path} have a wrong shape.", "Mend or delete that file.")
    values = {}
    for one, about in declared_settings(type(defaults)):
        if one.name not in table:
            continue
        kind, value = type(one.default), table[one.name]
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not kind:
            raise SettingError(f"{about.label} in {path} is {value!r}.", f"It must be a {kind.__name__}.")
        values[one.name] = value
    return replace(defaults, **values)

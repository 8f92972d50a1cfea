"""The user's settings: declared once in frozen values, kept in one TOML file."""

import getpass
import json
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from mineral_desk.catalogue.text import storable
from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.labelling import LabelSettings, check_labels
from mineral_desk.domain.name_pattern import check_pattern
from mineral_desk.domain.phrase import phrase_of, reason_of, said
from mineral_desk.domain.record_numbers import path_from_text
from mineral_desk.domain.setting import check_settings, declared_settings, setting
from mineral_desk.domain.storing.rules import StorageSettings, rules_of
from mineral_desk.services.writing import write_text

LANGUAGES = ("system", "en", "ru")
LAST_CATALOGUE = "last_catalogue"
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
    """All settings, in four groups."""

    analysis: AnalysisSettings = field(default_factory=AnalysisSettings)
    window: WindowSettings = field(default_factory=WindowSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)
    labels: LabelSettings = field(default_factory=LabelSettings)

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
        raise SettingError(
            said(
                "The settings in {path} cannot be read: {reason}.",
                path=path,
                reason=reason_of(fault) if isinstance(fault, OSError) else fault,
            ),
            "Mend or delete that file.",
        ) from fault
    settings = Settings(
        analysis=_filled(AnalysisSettings(), table.get("analysis"), path),
        window=_filled(WindowSettings(), table.get("window"), path),
        storage=_filled(StorageSettings(), table.get("storage"), path),
        labels=_filled(LabelSettings(), table.get("labels"), path),
    )
    check_all(settings)
    return settings


def check_all(settings: Settings) -> None:
    """Raise :class:`SettingError` for the first value that is outside its limits or makes no sense."""
    check_settings(settings.analysis)
    check_settings(settings.window)
    check_pattern(settings.window.file_name_pattern)
    rules_of(settings.storage)
    check_labels(settings.labels)


def save_settings(settings: Settings, path: Path) -> None:
    """Write the values that differ from their defaults, in one step."""
    check_all(settings)
    lines = []
    for part in fields(settings):
        group = getattr(settings, part.name)
        lines.append(f"[{part.name}]")
        for one, _ in declared_settings(type(group)):
            value = getattr(group, one.name)
            if value != one.default:
                lines.append(f"{one.name} = {_as_toml(value)}")
        lines.append("")
    write_text(path, "\n".join(lines))


def _as_toml(value: str | float | bool) -> str:
    """JSON's strings, numbers and booleans are TOML's as well, but for DEL and what is no letter at all."""
    written = storable(value) if isinstance(value, str) else value
    return json.dumps(written, ensure_ascii=False).replace("\x7f", "\\u007f")


def _filled(defaults: Any, table: Any, path: Path) -> Any:
    if table is None:
        return defaults
    if not isinstance(table, dict):
        raise SettingError(said("The settings in {path} have a wrong shape.", path=path), "Mend or delete that file.")
    values = {}
    for one, about in declared_settings(type(defaults)):
        if one.name not in table:
            continue
        kind, value = type(one.default), table[one.name]
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not kind:
            raise SettingError(
                said("{label} in {path} is {value}.", label=phrase_of(about.label), path=path, value=repr(value)),
                said("It must be a {kind}.", kind=kind.__name__),
            )
        # a file may have a name that is no text
        values[one.name] = str(path_from_text(str(value))) if one.name == LAST_CATALOGUE and value else value
    return replace(defaults, **values)

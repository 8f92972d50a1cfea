"""How a setting is declared: once, with its default, unit, limits, label and help.

The settings dialog, the settings file, the command line's help and the checks all come out of the declaration.
"""

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from typing import Any

from mineral_desk.domain.errors import SettingError


@dataclass(frozen=True, slots=True)
class Setting:
    """What is to be known about a setting beside its value."""

    label: str
    help: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()


def setting(default: Any, label: str, help: str, **limits: Any) -> Any:
    """Declare a setting as a field of a frozen dataclass."""
    return field(default=default, metadata={"setting": Setting(label, help, **limits)})


def declared_settings(settings_class: type) -> Iterator[tuple[Field[Any], Setting]]:
    """The fields of a settings class with what was declared about each."""
    for one in fields(settings_class):
        if "setting" in one.metadata:
            yield one, one.metadata["setting"]


def check_settings(settings: Any) -> None:
    """Raise :class:`SettingError` for the first value of ``settings`` that is outside its limits."""
    for one, about in declared_settings(type(settings)):
        value = getattr(settings, one.name)
        if about.choices and value not in about.choices:
            raise SettingError(f"{about.label} is {value!r}.", f"Choose one of {', '.join(about.choices)}.")
        low, high = about.minimum, about.maximum
        # written so that NaN fails too
        if (low is not None and not value >= low) or (high is not None and not value <= high):
            limits = (
                f"{'' if low is None else f'{low:g}'} to {'' if high is None else f'{high:g}'} {about.unit}".strip()
            )
            raise SettingError(
                f"{about.label} is {value:g} {about.unit}".strip() + ".", f"It must lie within {limits}."
            )

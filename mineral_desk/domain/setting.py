"""How a setting is declared: once, with its default, unit, limits, label and help.

The settings dialog, the settings file, the command line's help and the checks all come out of the declaration.
"""

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from typing import Any

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.phrase import Phrase, phrase_of, said


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
            raise SettingError(
                said("{label} is {value}.", label=phrase_of(about.label), value=repr(value)),
                said("Choose one of {choices}.", choices=", ".join(about.choices)),
            )
        low, high = about.minimum, about.maximum
        # written so that NaN fails too
        if (low is not None and not value >= low) or (high is not None and not value <= high):
            raise SettingError(
                said("{label} is {value}.", label=phrase_of(about.label), value=_measured(value, about)), _within(about)
            )


def _measured(value: float, about: Setting) -> Phrase:
    unit = phrase_of(about.unit)
    return said("{value:g} {unit}", value=value, unit=unit) if unit else said("{value:g}", value=value)


def _within(about: Setting) -> Phrase:
    """The limits of a setting that has one or two."""
    if about.minimum is None:
        return said("It must be at most {most}.", most=_measured(about.maximum or 0.0, about))
    if about.maximum is None:
        return said("It must be at least {least}.", least=_measured(about.minimum, about))
    most = _measured(about.maximum, about)
    return said("It must lie within {least:g} to {most}.", least=about.minimum, most=most)

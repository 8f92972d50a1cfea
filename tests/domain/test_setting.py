from dataclasses import dataclass, replace

import pytest

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.setting import check_settings, declared_settings, setting


def test_defaults_lie_within_their_own_limits() -> None:
    check_settings(AnalysisSettings())


def test_every_setting_has_a_label_and_a_help_sentence() -> None:
    declared = list(declared_settings(AnalysisSettings))
    assert len(declared) == len(AnalysisSettings.__dataclass_fields__)
    for _, about in declared:
        assert about.label
        assert about.help.endswith(".")


@pytest.mark.parametrize("edge_mm", [0.0, -3.0, 1000.0, float("nan")])
def test_a_value_outside_its_limits_is_named(edge_mm: float) -> None:
    with pytest.raises(SettingError, match="Edge of the cube"):
        check_settings(replace(AnalysisSettings(), cube_edge_mm=edge_mm))


def test_a_value_that_is_no_choice_is_named() -> None:
    with pytest.raises(SettingError, match=r"gradcam\+\+"):
        check_settings(replace(AnalysisSettings(), explain="tea leaves"))


@dataclass(frozen=True)
class Limits:
    """One limit each, and two."""

    least: float = setting(1.0, "Least", "At least half.", unit="mm", minimum=0.5)
    most: float = setting(1.0, "Most", "At most two and a half.", maximum=2.5)
    between: int = setting(1, "Between", "One or two.", minimum=1, maximum=2)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (Limits(least=0.25), "Least is 0.25 mm. It must be at least 0.5 mm."),
        (Limits(most=3.0), "Most is 3. It must be at most 2.5."),
        (Limits(between=5), "Between is 5. It must lie within 1 to 2."),
    ],
)
def test_limits_are_told_with_their_unit(values: Limits, sentence: str) -> None:
    check_settings(Limits())
    with pytest.raises(SettingError) as caught:
        check_settings(values)
    assert str(caught.value) == sentence
    assert caught.value.message.template == "{label} is {value}."

from dataclasses import replace

import pytest

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.setting import check_settings, declared_settings


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

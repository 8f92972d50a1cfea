from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mineral_desk.domain.errors import SettingError
from mineral_desk.services.settings import Settings, load_settings, save_settings


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == Settings()


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(edge=st.floats(1, 200), person=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])))
def test_what_was_saved_is_read_again(tmp_path: Path, edge: float, person: str) -> None:
    before = Settings()
    settings = replace(
        before,
        analysis=replace(before.analysis, cube_edge_mm=edge),
        window=replace(before.window, person=person, reduce_motion=True),
    )
    save_settings(settings, tmp_path / "Настройки № 1.toml")
    assert load_settings(tmp_path / "Настройки № 1.toml") == settings


@pytest.mark.parametrize(
    "text",
    ["[analysis\n", "analysis = 3\n", '[analysis]\ncube_edge_mm = "ten"\n', "[analysis]\ncube_edge_mm = 0\n", "\udcff"],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text.encode("utf-8", errors="surrogateescape"))
    with pytest.raises(SettingError):
        load_settings(path)


def test_names_of_newer_versions_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[analysis]\ncube_edge_mm = 12\nfuture = 1\n[future]\nx = 2\n", encoding="utf-8")
    assert load_settings(path).analysis.cube_edge_mm == 12.0

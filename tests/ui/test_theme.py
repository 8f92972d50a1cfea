"""Colours reach the contrast that the looks ask for; icons are there and take their colour."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, interface_family
from mineral_desk.ui.theme.stylesheet import make_stylesheet
from mineral_desk.ui.theme.tokens import DARK, LIGHT, OVERLAY, Tokens

GROUNDS = ("bg", "surface", "raised", "hover", "tint")
INKS = ("text", "muted", "accent", "success", "warning", "danger")
UI = Path(__file__).resolve().parents[2] / "mineral_desk" / "ui"


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(colour).getRgbF()[:3]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", INKS)
def test_text_can_be_read(tokens: Tokens, ground: str, ink: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_other_pairs(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent_fill) >= 4.5
    assert contrast(tokens.text, tokens.warning_fill) >= 4.5
    assert contrast(tokens.muted, tokens.warning_fill) >= 4.5
    for ground in (tokens.surface, tokens.raised):
        assert contrast(tokens.faint, ground) >= 4.5
        assert contrast(tokens.control_border, ground) >= 3.0
    assert contrast(OVERLAY.badge_letter, OVERLAY.badge) >= 4.5
    assert contrast("#FFFFFF", OVERLAY.chip) >= 4.5


def test_every_icon_named_in_the_code_is_there(resources_folder: Path) -> None:
    drawn = {path.stem for path in (resources_folder / "icons").glob("*.svg")}
    named = set()
    for path in UI.rglob("*.py"):
        named |= set(re.findall(r'"(mark-[a-z-]+)"', path.read_text(encoding="utf-8")))
    named |= {"intake", "desk", "catalogue", "storage", "settings", "help", "file", "label", "qr", "person", "machine"}
    assert named <= drawn


def test_icons_are_tinted_and_sharp_at_any_ratio(qapp: QApplication, resources_folder: Path) -> None:
    theme = Theme(LIGHT, interface_family(), resources_folder / "icons")
    for ratio in (1.0, 2.0):
        picture = theme.pixmap("mark-failed", 20, "danger", ratio)
        assert picture.width() == 20 * ratio
        image = picture.toImage()
        colours = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        }
        assert colours == {QColor(LIGHT.danger).name()}


def test_icons_follow_the_grid(resources_folder: Path) -> None:
    for path in (resources_folder / "icons").glob("*.svg"):
        drawing = path.read_text(encoding="utf-8")
        assert 'viewBox="0 0 20 20"' in drawing, path.name
        assert 'stroke-width="1.5"' in drawing, path.name


def test_figures_have_equal_widths_and_text_grows(qapp: QApplication, resources_folder: Path) -> None:
    theme = Theme(LIGHT, interface_family(), resources_folder / "icons", scale=2.0)
    metrics = theme.metrics(BODY)
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1
    assert theme.font(BODY).pixelSize() == 26
    assert theme.font(BODY, 600).weight() == QFont.Weight.DemiBold
    assert metrics.inFontUcs4(ord("Ж"))


def test_the_stylesheet_is_filled_in(qapp: QApplication, resources_folder: Path) -> None:
    for tokens in (LIGHT, DARK):
        sheet = make_stylesheet(Theme(tokens, "Sans", resources_folder / "icons"))
        assert "@" not in sheet
        assert tokens.accent in sheet


def test_no_colour_is_written_outside_the_tokens() -> None:
    allowed = {"#FFFFFF"}
    for path in UI.rglob("*.py"):
        if path.name in (
            "tokens.py",
            "toggle.py",
            "empty_page.py",
        ):  # swatches and the drawing have shades of their own
            continue
        found = set(re.findall(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))) - allowed
        assert found == set(), path.name

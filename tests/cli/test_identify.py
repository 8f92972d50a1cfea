"""``identify`` and ``reliability`` on a real photo with the shipped models."""

import json
from pathlib import Path

import matplotlib as mpl
import pytest
from PIL import Image, ImageDraw, ImageFont

from mineral_desk.cli.identify import read_properties
from mineral_desk.cli.main import main
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.properties import Magnetism, TypedProperties
from tests.vision.labels import desk

FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
PHOTO = DEMO / "FMM_31907_01.jpg"


def test_a_list_of_properties_is_read() -> None:
    typed = read_properties("hardness=3-4, streak=Green,magnetism=none,density=4.05")
    assert typed == TypedProperties((3.0, 4.0), "green", "", Magnetism.NONE, (4.05, 4.05))
    assert not read_properties("")


@pytest.mark.parametrize("text", ["hardness", "colour=red", "hardness=soft", "=3"])
def test_what_is_none_is_wrong_usage(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError):
        read_properties(text)
    assert main(["identify", str(PHOTO), "--properties", text]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_hardness_re_orders_the_names_of_a_photo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = {}
    for typed in ("", "hardness=1-1.5"):
        target = tmp_path / f"{typed or 'plain'}.jsonl"
        assert main(["identify", str(PHOTO), "--properties", typed, "--jsonl", str(target)]) == 0
        lines[typed] = json.loads(target.read_text(encoding="utf-8"))
    plain, soft = lines[""], lines["hardness=1-1.5"]
    assert plain["suggestions"] != soft["suggestions"]
    assert sum(one["probability"] for one in soft["suggestions"]) <= 1
    assert soft["properties"] == {"hardness": "1-1.5"}
    assert {one["verdict"] for one in soft["reasons"]} <= {"fits", "against", "unclear"}
    assert "hardness 1-1.5" in capsys.readouterr().out


def test_what_a_label_says_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "named.jsonl"
    assert main(["identify", str(DEMO / "FMM_31909_01.jpg"), "--jsonl", str(target)]) == 0
    assert "A label says “AMETHYST”: Quartz." in capsys.readouterr().out
    told = json.loads(target.read_text(encoding="utf-8"))["on_labels"]
    assert told == [{"species": "Quartz", "text": "AMETHYST", "sure": True, "usual": ""}]


def test_a_group_on_a_label_is_told_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo, font = Image.fromarray(desk()), ImageFont.truetype(str(FONT), 34)
    pencil = ImageDraw.Draw(photo)
    pencil.rectangle((340, 480, 660, 670), fill=(240, 234, 220))
    pencil.multiline_text((500, 575), "ФММ 31920\nАпатит\nКировск", fill=(30, 28, 40), font=font, anchor="mm")
    photo.save(tmp_path / "апатит.png")
    target = tmp_path / "named.jsonl"
    assert main(["identify", str(tmp_path / "апатит.png"), "--jsonl", str(target)]) == 0
    assert "A label says “Апатит”: Apatite group, usually Fluorapatite." in capsys.readouterr().out
    told = json.loads(target.read_text(encoding="utf-8"))["on_labels"]
    assert told == [{"species": "Apatite group", "text": "Апатит", "sure": True, "usual": "Fluorapatite"}]


def test_a_museum_without_decisions_keeps_the_limits_of_the_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue, figures = tmp_path / "museum.mdc", tmp_path / "figures.json"
    from mineral_desk.catalogue.opening import create_catalogue

    create_catalogue(catalogue).close()
    assert main(["reliability", "--catalogue", str(catalogue), "--json", str(figures)]) == 0
    told = json.loads(figures.read_text(encoding="utf-8"))
    assert told["own"] is False
    assert told["recommendations"]["strong"]["photos"] == 0
    assert "0 confirmed specimens. The limits are those of the model's card." in capsys.readouterr().out

import json
import shutil
from pathlib import Path

import pytest

from mineral_desk.cli.evaluate_size import chosen_methods
from mineral_desk.services.size_methods import SizeMethod
from tests.cli.conftest import Run


@pytest.fixture
def scenes(tmp_path: Path, resources_folder: Path) -> Path:
    """One demo photo with its truth."""
    folder = tmp_path / "scenes"
    folder.mkdir()
    demo = resources_folder / "demo"
    (truth,) = [
        one for one in json.loads((demo / "truth.json").read_text("utf-8")) if one["file"] == "FMM_31906_01.jpg"
    ]
    (folder / "truth.json").write_text(json.dumps([truth]), "utf-8")
    shutil.copy(demo / truth["file"], folder / truth["file"])
    return folder


def test_both_methods_are_printed_and_written(run: Run, scenes: Path, tmp_path: Path) -> None:
    numbers, figure = tmp_path / "out" / "sizes.json", tmp_path / "out" / "sizes.png"
    status, out, err = run("evaluate", "size", "--data", scenes, "--json", numbers, "--figure", figure)
    assert (status, err) == (0, "")
    assert max(len(line.rstrip()) for line in out.splitlines()) <= 100
    assert out.splitlines()[2].split() == ["ours", "paper"]
    assert "CPU s a photo" in out
    assert "Peak memory" in out
    assert list(json.loads(numbers.read_text("utf-8"))["methods"]) == ["ours", "paper"]
    assert figure.read_bytes().startswith(b"\x89PNG")


def test_a_photo_that_fails_is_named_once(run: Run, scenes: Path) -> None:
    (scenes / "FMM_31906_01.jpg").write_bytes(b"")
    status, out, err = run("evaluate", "size", "--data", scenes)
    assert status == 1
    assert err.count("is empty") == 1
    assert "that could not be analysed" in out


@pytest.mark.parametrize(
    ("names", "methods"),
    [
        (None, ["ours", "paper"]),
        (["both", "paper-with-true-boxes"], ["ours", "paper", "paper-with-true-boxes"]),
        (["paper"], ["paper"]),
    ],
)
def test_methods_are_chosen_by_name(names: list[str] | None, methods: list[str]) -> None:
    assert chosen_methods(names) == [SizeMethod(name) for name in methods]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--data", "nowhere"),
        ("--data", ".", "--method", "guess"),
        ("--data", ".", "--method"),
        ("--data", ".", "--figure", "a.jpg"),
        (),
    ],
)
def test_wrong_usage_is_said_with_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("evaluate", "size", *arguments)[0] == 2

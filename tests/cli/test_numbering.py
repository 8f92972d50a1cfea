import shutil
from pathlib import Path

from tests.cli.conftest import Run


def test_numbers_unmatched_and_relink(run: Run, tmp_path: Path, resources_folder: Path) -> None:
    folder, catalogue = tmp_path / "card", tmp_path / "a.mdc"
    folder.mkdir()
    shutil.copy(resources_folder / "demo" / "FMM_31906_01.jpg", folder / "IMG_0001.jpg")
    (folder / "IMG_0002.jpg").write_bytes(b"no photo")
    listed = tmp_path / "numbers.csv"
    listed.write_text("photo,number\nIMG_0001.jpg,FMM 31906\nIMG_0003.jpg,FMM 3\n", encoding="utf-8")
    status, _, err = run("analyse", folder, "--numbers", listed)
    assert (status, "--catalogue" in err) == (2, True)
    status, _, err = run("analyse", folder, "--catalogue", catalogue, "--numbers", listed)
    assert status == 1
    assert "Row 3, IMG_0003.jpg: no photo is called so." in err
    assert "Numbers from numbers.csv: 1 given" in err
    status, said, _ = run("unmatched", "--catalogue", catalogue)
    assert status == 1
    assert "IMG_0002.jpg" in said
    assert "IMG_0001.jpg" not in said
    assert "1 without a number, 0 with contradictions." in said
    (folder / "IMG_0001.jpg").rename(tmp_path / "elsewhere.jpg")
    status, said, err = run("relink", tmp_path, "--catalogue", catalogue)
    assert (status, "1 found again, 0 still missing." in said) == (0, True)
    status, said, _ = run("undo", "--catalogue", catalogue)
    assert "Numbers from numbers.csv" in said

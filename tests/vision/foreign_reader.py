"""A head that reads Cyrillic and belongs to a recognition network that is not here."""

import shutil
from pathlib import Path

FOREIGN_SHA256 = "0" * 64


def write_foreign_reader(models_folder: Path, folder: Path) -> None:
    """The shipped head below ``folder``; its card names another network."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("cyrillic.onnx", "cyrillic.labels.txt"):
        shutil.copy(models_folder / name, folder / name)
    lines = (models_folder / "cyrillic.toml").read_text("utf-8").splitlines()
    foreign = [
        f'recogniser_sha256 = "{FOREIGN_SHA256}"' if one.startswith("recogniser_sha256") else one for one in lines
    ]
    (folder / "cyrillic.toml").write_text("\n".join(foreign), "utf-8")

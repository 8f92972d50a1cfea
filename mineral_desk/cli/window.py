"""The window, and the demo: the only door from the command line to the other face."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from mineral_desk.cli import analyse
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings, load_settings

DEMO_FOLDER = Path("out/demo")
DEMO_CATALOGUE = "Demo collection.mdc"


def add_commands(commands: Any) -> None:
    """Add ``window`` and ``demo``."""
    window = commands.add_parser("window", help="open the window", description="Open the window on a catalogue.")
    window.add_argument("--catalogue", type=Path, metavar="FILE", help="the catalogue to open (default: the last one)")
    window.set_defaults(run=run)
    demo = commands.add_parser(
        "demo",
        help="try it on rendered sample photos",
        description="With a display: open the window on a demo catalogue. Without one: analyse the demo photos, print "
        "the table and write the catalogue and screenshots of the window.",
    )
    demo.add_argument("--out", type=Path, default=DEMO_FOLDER, metavar="FOLDER", help=f"default: {DEMO_FOLDER}")
    demo.add_argument("--screenshots", action="store_true", help="do without the display even where there is one")
    demo.set_defaults(run=run_demo)


def run(options: argparse.Namespace) -> int:
    """Open the window."""
    folders = find_folders()
    settings = load_settings(folders.settings_file)
    last = Path(settings.window.last_catalogue) if settings.window.last_catalogue else folders.default_catalogue
    return _open_window(folders, settings, options.catalogue or last, ())


def run_demo(options: argparse.Namespace) -> int:
    """Show the program on the demo photos."""
    folders = find_folders()
    settings = load_settings(folders.settings_file)
    catalogue = options.out / DEMO_CATALOGUE
    if _has_display() and not options.screenshots:
        print(f"The demo catalogue is {catalogue}.")
        return _open_window(folders, settings, catalogue, (folders.demo_photos,))
    return _demo_without_display(folders, settings, options.out, catalogue)


def _open_window(folders: Folders, settings: Settings, catalogue: Path, photos: tuple[Path, ...]) -> int:
    from mineral_desk.ui.app import run_window  # noqa: PLC0415  Qt is loaded only where a window is wanted

    return run_window(folders, settings, catalogue, photos)


def _demo_without_display(folders: Folders, settings: Settings, out: Path, catalogue: Path) -> int:
    from mineral_desk.ui.screenshots import take_screenshots  # noqa: PLC0415

    arguments = [str(folders.demo_photos), "--catalogue", str(catalogue), "--masks", str(out / "masks")]
    arguments += ["--jsonl", str(out / "analyses.jsonl")]
    parser = argparse.ArgumentParser()
    analyse.add_commands(parser.add_subparsers())
    # one demo photo is broken on purpose: that it failed is part of the demo
    analyse.run(parser.parse_args(["analyse", *arguments]))
    with Desk(folders, settings, catalogue) as desk:
        pictures = take_screenshots(desk, out / "screenshots")
    print(f"No display here. Written into {out.resolve()}:")
    print(f"  {catalogue.name}, analyses.jsonl, masks/ and {len(pictures)} pictures of the window in screenshots/")
    return 0


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

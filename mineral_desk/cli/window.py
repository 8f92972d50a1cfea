"""The window, and the demo: the only door from the command line to the other face."""

import argparse
from pathlib import Path
from typing import Any

from mineral_desk.cli import analyse
from mineral_desk.services.desk import Desk
from mineral_desk.services.files import photo_files
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings, load_settings
from mineral_desk.ui import app  # loads nothing of Qt until a window is wanted
from mineral_desk.ui.system_libraries import has_display

COMMANDS = ("window", "demo")
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
    last = settings.window.last_catalogue if options.catalogue is None else ""
    catalogue = Path(last) if last else options.catalogue or folders.default_catalogue
    # the disk of the last one may only be away: an empty catalogue in its place would look like a loss
    return _open_window(folders, settings, catalogue, (), create=not last)


def run_demo(options: argparse.Namespace) -> int:
    """Show the program on the demo photos."""
    folders = find_folders()
    settings = load_settings(folders.settings_file)
    catalogue = options.out / DEMO_CATALOGUE
    if has_display() and not options.screenshots:
        print(f"The demo catalogue is {catalogue}.")
        return _open_window(folders, settings, catalogue, (folders.demo_photos,))
    return _demo_without_display(folders, settings, options.out, catalogue)


def _open_window(
    folders: Folders, settings: Settings, catalogue: Path, photos: tuple[Path, ...], *, create: bool = True
) -> int:
    with Desk(folders, settings) as desk:
        return app.run_window(desk, catalogue, photos, create=create)


def _demo_without_display(folders: Folders, settings: Settings, out: Path, catalogue: Path) -> int:
    files = photo_files([folders.demo_photos])
    with Desk(folders, settings, catalogue) as desk:
        # one of the demo photos is broken on purpose: that it fails is part of the demo
        analyse.analyse_and_print(desk, files, masks=out / "masks", jsonl=str(out / "analyses.jsonl"))
        pictures = app.write_screenshots(desk, out / "screenshots")
    print(f"No display here. Written into {out.resolve()}:")
    print(f"  {catalogue.name}, analyses.jsonl, masks/ and {len(pictures)} pictures of the window in screenshots/")
    return 0

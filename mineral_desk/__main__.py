"""``python -m mineral_desk`` is ``mineral-desk``: load the program, then do what the command line says."""

import sys

from mineral_desk.loading import loading


def main() -> int:
    """Run one command; returns the exit status."""
    with loading():
        from mineral_desk.cli.main import main as run  # noqa: PLC0415
    return run()


if __name__ == "__main__":
    sys.exit(main())

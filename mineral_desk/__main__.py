"""``python -m mineral_desk`` is ``mineral-desk``: load the program, then do what the command line says."""

import sys

from mineral_desk.loading import loading

STOPPED = 130


def main() -> int:
    """Run one command; returns the exit status."""
    try:
        with loading():
            from mineral_desk.cli.main import main as run  # noqa: PLC0415
        return run()
    except KeyboardInterrupt:  # before or after the command, which answers for itself
        print("Stopped.", file=sys.stderr)
        return STOPPED


if __name__ == "__main__":
    sys.exit(main())

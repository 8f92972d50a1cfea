"""``python -m mineral_desk`` is ``mineral-desk``."""

import sys

from mineral_desk.cli.main import main

sys.exit(main())

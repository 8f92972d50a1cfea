"""How much memory this process has held."""

import sys


def peak_memory_mb() -> float | None:
    """The most memory (resident set, MB) this process has held until now; None where the system does not tell."""
    try:
        import resource  # noqa: PLC0415  not there on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)

"""Mineral Desk: log photographed mineral specimens in one keyboard pass."""

__version__ = "0.1.0"

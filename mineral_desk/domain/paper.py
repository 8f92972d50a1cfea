"""The papers that files are made for."""

PAPERS_MM = {"A3": (297.0, 420.0), "A4": (210.0, 297.0), "A5": (148.0, 210.0), "Letter": (215.9, 279.4)}
"""Width and height, upright (ISO 216; ANSI/ASME Y14.1)."""

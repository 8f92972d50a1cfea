"""What leaves the catalogue for other programs: CSV, XLSX, JSON and Darwin Core archives (see FORMATS.md)."""

"""What comes into the catalogue from lists of other programs: CSV and XLSX."""

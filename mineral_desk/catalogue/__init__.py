"""Values become rows of one SQLite file, and rows become values again."""

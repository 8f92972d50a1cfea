"""Another catalogue's photos, analyses and acts come into this one: see "Merging" in FORMAT.md."""

"""Photos that look alike, as cards and as a gallery."""

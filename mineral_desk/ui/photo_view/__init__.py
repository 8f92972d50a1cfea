"""The photo with what was found in it drawn on top."""

"""Brightness and contrast of the photo as it is shown."""

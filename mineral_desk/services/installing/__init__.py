"""Bringing a model onto this computer: from a folder, a ZIP file or an address, whole or not at all."""

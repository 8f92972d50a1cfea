"""How often the suggestions were right here."""

"""The models on this computer: their cards, installing, using and comparing them."""

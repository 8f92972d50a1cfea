"""Training of the network that tells specimen, cube, label, ruler and stand from the background."""

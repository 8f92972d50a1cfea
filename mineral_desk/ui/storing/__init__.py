"""The Storage place, labels, and what both ask of the services."""

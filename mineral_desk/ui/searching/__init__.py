"""Parts of the Catalogue: the list of what was found, its facets, the search field with what goes with it."""

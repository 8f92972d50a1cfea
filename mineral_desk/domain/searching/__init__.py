"""What a curator types into the search field, as values: parsing, folding, what was understood and what was not."""

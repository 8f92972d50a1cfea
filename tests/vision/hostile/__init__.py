"""Photo files as an enemy would make them: real small ones, spoilt; and a child process that opens them."""

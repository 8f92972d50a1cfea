"""Which box holds which specimen: sizes, rules, fitting and the plan that comes of them."""

"""What a notation consists of: the tree of a formula, symbols, sizes, steps, domains."""

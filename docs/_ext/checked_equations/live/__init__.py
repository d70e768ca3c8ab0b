"""What a reader does with formulas in the browser: the grammar and the models as JavaScript."""

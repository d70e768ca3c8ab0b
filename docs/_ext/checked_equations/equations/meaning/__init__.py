"""What the symbols of a formula stand for: scope, indices, axes, shapes."""

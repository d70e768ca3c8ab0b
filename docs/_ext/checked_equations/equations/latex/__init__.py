"""LaTeX to a tree, and back."""

"""The mathematics: LaTeX to a tree, to values at points, to a verdict. It knows no pages."""

"""LaTeX checked against Python: a pure core (`site_pass`) and a Markdown adapter (`extension`)."""

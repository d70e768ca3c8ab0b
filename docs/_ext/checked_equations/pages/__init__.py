"""Pages: from their Markdown to typed items, a checked page and its HTML."""

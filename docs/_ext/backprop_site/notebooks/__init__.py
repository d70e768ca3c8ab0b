"""Notebooks: run when they have to be, traced, kept, and shown as HTML."""

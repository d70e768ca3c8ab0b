"""What this site adds to the checker: its notebooks, spreadsheet and social card."""

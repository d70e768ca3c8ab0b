"""What is held against a snippet module as it is loaded."""

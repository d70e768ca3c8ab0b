"""The value of a formula at a point, its derivatives, and what they are held against."""

"""Points at which the sides of a formula may part: kinks, edges, far from zero, inequalities."""

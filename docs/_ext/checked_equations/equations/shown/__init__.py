"""What pages show besides: formulas in numbers, the network, slips and questions."""

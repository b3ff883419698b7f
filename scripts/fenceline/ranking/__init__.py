"""Instance types of a fleet against each other, by suite: hosts are the unit."""

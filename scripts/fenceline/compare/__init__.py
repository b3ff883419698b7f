"""Runs held against each other: what differs, by how much, how surely."""

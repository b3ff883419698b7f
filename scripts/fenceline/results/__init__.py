"""A run's tables: read and checked against results/schema.csv, chosen, and told in words."""

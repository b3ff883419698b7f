"""What figures of a run say together: key figures, composites and claims, by formulas that lie in data files."""

"""What is made of Fenceline's results, and of its builds for other ISAs.

Rooms, each of which imports those before it and none after: results, stats, keys, sharing, plots, report, foreign.
"""

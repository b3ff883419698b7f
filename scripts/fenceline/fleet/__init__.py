"""What a fleet's hosts send, taken in: a folder of packed runs, and what is begun."""

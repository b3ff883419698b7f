#!/usr/bin/python3
"""What ThreadSanitizer costs, in time and memory: fenceline sanitizer_cost."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("sanitizer_cost")

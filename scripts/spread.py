#!/usr/bin/python3
"""How far the medians of several runs of one machine lie apart: fenceline spread."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("spread")

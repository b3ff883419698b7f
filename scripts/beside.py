#!/usr/bin/python3
"""The bench beside an independent probe: fenceline beside."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("beside")

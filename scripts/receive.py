#!/usr/bin/python3
"""Takes in what a host of a fleet sent: fenceline receive."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("receive")

#!/usr/bin/python3
"""Holds runs against each other: fenceline compare."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("compare")

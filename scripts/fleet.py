#!/usr/bin/python3
"""Ranks the instance types of a fleet: fenceline fleet."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("fleet")

#!/usr/bin/python3
"""Builds the bench for other ISAs: fenceline cross."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("cross")

#!/usr/bin/python3
"""Unpacks a run that was packed into one file: fenceline unpack."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("unpack")

#!/usr/bin/python3
"""A page of machines side by side: fenceline gallery."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("gallery")

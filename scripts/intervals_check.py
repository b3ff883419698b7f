#!/usr/bin/python3
"""Tells how well intervals hold from run to run of one bench: fenceline intervals_check."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("intervals_check")

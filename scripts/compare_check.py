#!/usr/bin/python3
"""Compares real runs of this machine, and slowdowns that are planted for real: fenceline compare_check."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("compare_check")

#!/usr/bin/python3
"""Collects many runs into one SQLite file: fenceline collect."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("collect")

#!/usr/bin/python3
"""Draws one plot of a run: fenceline plot."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("plot")

#!/usr/bin/python3
"""Draws a run again and writes its report: fenceline report."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("report")

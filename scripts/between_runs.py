#!/usr/bin/python3
"""Learns how far runs of one machine are apart: fenceline between_runs."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("between_runs")

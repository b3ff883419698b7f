#!/usr/bin/python3
"""Key figures of a run, and its suites against a reference machine: fenceline keys."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("keys")

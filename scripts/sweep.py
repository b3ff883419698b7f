#!/usr/bin/python3
"""Runs suites on every ISA under QEMU and compares exact counts: fenceline sweep."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("sweep")

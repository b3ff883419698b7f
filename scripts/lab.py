#!/usr/bin/python3
"""Boots whole machines in QEMU and runs the bench inside: fenceline lab."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("lab")

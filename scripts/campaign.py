#!/usr/bin/python3
"""Runs litmus tests of every ISA under QEMU, round after round: fenceline campaign."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("campaign")

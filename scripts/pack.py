#!/usr/bin/python3
"""Packs a run into one small file to send: fenceline pack."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("pack")

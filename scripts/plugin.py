#!/usr/bin/python3
"""Builds a structure of one's own as a plugin of ./bench: fenceline plugin."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("plugin")

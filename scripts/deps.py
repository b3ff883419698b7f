#!/usr/bin/python3
"""Makes what cross builds and runs under emulation need: fenceline deps."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("deps")

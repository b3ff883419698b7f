#!/usr/bin/python3
"""What people repeat of atomics, locks and queues, judged by a run: fenceline claims."""

from fenceline import cli

if __name__ == "__main__":
    cli.run("claims")

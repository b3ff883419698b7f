"""python3 -m fenceline"""

from fenceline import cli

cli.main()

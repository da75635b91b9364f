"""``python -m scanner`` is the command line."""

from scanner.cli.main import main

main()

"""Runs the command line from a checkout: ``python cli.py scan``."""

from scanner.cli.main import main

if __name__ == "__main__":
    main()

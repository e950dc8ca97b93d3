"""Lets the command line be run as ``python -m evenhand``."""

from evenhand.cli import main

main()

"""The `docent` command: the top floor, the one room that may import the page."""

from agent.cli.command import main

__all__ = ["main"]

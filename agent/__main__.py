"""`python -m agent`: the `docent` command."""

from agent.cli import main

raise SystemExit(main())

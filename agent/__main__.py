"""`python -m agent`: the `docent` command."""

from agent.cli.parser import main

raise SystemExit(main())

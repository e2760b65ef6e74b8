"""Pictures of every page of a running shop, for people to look at: `python -m tools.screenshots --help`."""

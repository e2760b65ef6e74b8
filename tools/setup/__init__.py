"""What turns a fresh clone into a place where things run."""

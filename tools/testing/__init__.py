"""What the test suite stands on: a PostgreSQL shared by all runs, a Redis, a browser."""

"""Runs several programs as one: ordered start, health waits, prefixed logs, reverse stop."""

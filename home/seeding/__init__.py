"""Builds the demo shop out of the readable files in home/demo, through the services that staff use too."""

"""Moving a catalogue in: files are read into records (readers), records are written by one service (service, runner)."""

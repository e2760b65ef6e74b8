"""An SMTP server that delivers nothing: it keeps every mail in a maildir and shows it at a local address."""

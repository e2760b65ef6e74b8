"""What people see: the hosted card page, the bank's page for 3-D Secure, and an index of everything."""

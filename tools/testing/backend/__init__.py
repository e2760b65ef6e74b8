"""Django's PostgreSQL, quicker at what only a suite does all day: emptying the database and filling it again."""

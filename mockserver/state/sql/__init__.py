"""What the mock remembers, in a database: a file of SQLite, or PostgreSQL for many processes and machines."""

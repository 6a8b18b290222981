"""What the office remembers: PostgreSQL, and the only importer of SQLAlchemy."""

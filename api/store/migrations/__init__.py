"""How did the tables come to be what they are? Alembic's folder: one file in versions/ for each step."""

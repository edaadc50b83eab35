"""Links to skills in a folder of tables: drafted, looked at, answered, and put into the files."""

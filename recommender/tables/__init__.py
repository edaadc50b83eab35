"""The schema of every table, and its checks."""

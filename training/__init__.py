"""From tables to a bundle that may be served."""

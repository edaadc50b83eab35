"""What do people see? Pages drawn on the server, that need neither scripts nor anything from outside.

Inside: `routes` stands on `asking`, `signin` and `lms`; these on `drawing`, `tokens` and `reading`; all on `views`.
"""

"""What do people see? Pages drawn on the server, that need neither scripts nor anything from outside.

Inside: `routes` stands on `crowds`, `persons`, `deeds`, `guests` and `lms`; these on `reading`, `words` and `views`.
"""

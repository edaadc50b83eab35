"""What makes the history of the hostile world like a real one: loads, moves, twins, versions, and a rush."""

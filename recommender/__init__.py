"""From what a learner knows and what the organisation needs to a path worth walking."""

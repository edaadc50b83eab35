"""What does a call do, without HTTP? One module a topic."""

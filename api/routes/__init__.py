"""Which calls are there? One module a topic, each with a router over a workplace."""

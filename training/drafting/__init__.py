"""What could be linked to what, where nobody said so? Links and levels drafted from texts, links and order."""

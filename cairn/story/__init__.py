"""What convinces in five minutes? Six scenes, played against the real service over the demo organisation."""

"""What only the maker of a world knows of its people, and what would happen if one of them got a plan."""

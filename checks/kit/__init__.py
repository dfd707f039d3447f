"""What rules share; its modules may import each other, and no family."""

"""What a person's phone shows, and what the person does with it."""

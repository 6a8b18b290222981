"""Quality of what systems hold: who answers for it, what is checked, what was found."""

"""通报: what was on time, late and open in a week or a month, by department, from the facts alone."""

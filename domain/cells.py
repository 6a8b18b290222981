"""What a cell of a spreadsheet has room for, whoever writes it."""

LONGEST_CELL = 32_767  # characters, the limit of the format
NARROWEST = 10  # characters of a column

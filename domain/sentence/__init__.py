"""How sentences about leave are read: by written rules, no language model; the reading is shown before it counts."""

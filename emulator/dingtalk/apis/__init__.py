"""One module per group of calls; each call is a plain function from `Call` to its answer."""

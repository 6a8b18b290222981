"""Stands in for the platforms' servers, for the demo, the tests and the benchmarks."""

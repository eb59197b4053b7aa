"""Pure functions over the model: no path, no clock, the same result whatever the order of the input."""

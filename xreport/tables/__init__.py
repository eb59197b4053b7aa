"""Tables: the runs as columns for the browser, and as CSV and JSON to take away."""

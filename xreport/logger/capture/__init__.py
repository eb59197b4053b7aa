"""What a run finds out by itself: code, machine, what is printed."""

"""What one can log besides numbers, as fields of records."""

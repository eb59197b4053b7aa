"""The explore page, a module for each of its sections."""

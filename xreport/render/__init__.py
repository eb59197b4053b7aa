"""Frames, stamps and bodies: view models become pages. The only room with Jinja2."""

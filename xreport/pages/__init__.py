"""One frozen view model per page kind; the template of the same name shows it."""

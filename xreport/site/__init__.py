"""From a study to the files of the site. Frames need its kinds before anything is read: nothing is imported here."""

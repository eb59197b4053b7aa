"""From a study to the files of the site."""

from xreport.site.build import amended_files, site_files

__all__ = ["amended_files", "site_files"]

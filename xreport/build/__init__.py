"""From a study to the files of the site."""

from xreport.build.site import site_files

__all__ = ["site_files"]

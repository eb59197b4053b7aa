"""What is kept between builds: in a folder of the user's own, and believed only under a key that only they can read.

A build takes pages, parsed logs and results from here without looking twice. So whoever could write here could write
what is published: a folder that was downloaded, an archive that CI restored, another user of the machine. Therefore

- the folder is the user's (`platformdirs`), never one of a project or of a source, and closed to others;
- everything below it is opened by the handle of its folder and never through a link (`xreport.cache.folder`);
- every entry carries a code made with the user's key, which lies elsewhere (`xreport.cache.key`);
- only what has a name of ours is ever removed, by age and size (`xreport.cache.eviction`).

An entry that is missing, damaged, not ours or too old is the same to everybody: it is not there.
"""

from xreport.cache.entries import Cache, open_cache
from xreport.cache.places import users_cache

__all__ = ["Cache", "open_cache", "users_cache"]

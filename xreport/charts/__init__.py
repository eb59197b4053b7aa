"""Charts: matplotlib figures as SVG (``overlay``, ``scores``, ``params``, ``overview``) and the browser's curve data.

matplotlib is imported by ``svg`` alone, when the first figure is drawn; ``curves`` never needs it.
"""

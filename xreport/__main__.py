"""``python -m xreport``."""

from xreport.cli import main

if __name__ == "__main__":
    main()

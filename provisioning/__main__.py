"""`python -m provisioning`, see `cli.py`."""

import sys

from provisioning.cli import main

if __name__ == "__main__":
    sys.exit(main())

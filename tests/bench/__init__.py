"""How fast the mall is, beside what this machine allows: `python -m tests.bench`."""

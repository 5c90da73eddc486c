"""`python -m kiosk selftest`: a technician is led through a kiosk or pad, part by part, and told what to do.

What can be wrong and what helps stands in `faults.py`; how it is judged in `findings.py`; what hands have to do for
which type of part in `tasks.py`. Nothing here is imported by a kiosk that serves.
"""

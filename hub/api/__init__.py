"""Data out: what another system of the mall may read, as JSON and CSV, described by one table (`table.py`).

The address, the parameters, their check, the OpenAPI document and the page in docs/ all come from that table, so
that none of them can say what another does not do. Nothing here writes, or tells a name, a ticket's token, or a code.
"""

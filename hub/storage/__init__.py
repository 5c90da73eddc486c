"""The hub's database: tables, the store that writes them, and whoever reads them."""

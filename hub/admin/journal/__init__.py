"""Jurnal: who did what when, in sentences and as a sheet."""

"""Pengaturan: the mall as data, its forms and lists."""

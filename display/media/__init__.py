"""The mall's pictures and videos on a display: fetched from the hub, kept, and played by a process of their own."""

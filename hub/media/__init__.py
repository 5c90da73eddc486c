"""The mall's pictures and videos: taken in piece by piece, looked at by a process of their own, kept as files."""

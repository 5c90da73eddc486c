"""The layouts a screen can have, a file each: from a view to panels. Pure."""

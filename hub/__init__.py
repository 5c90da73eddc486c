"""The hub: the one place where tickets are kept, called and remembered."""

"""What the hub says to the waiting hall beside calls: how displays look, who speaks, and what is announced."""

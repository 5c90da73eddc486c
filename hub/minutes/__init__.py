"""Every counter's minutes: from evidence to judged intervals, and the thread that keeps them."""

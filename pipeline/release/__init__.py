"""What makes a version citable: its root, and what is done with it."""

"""What a snippet module declares, the values that it computes, and points to compute them at."""

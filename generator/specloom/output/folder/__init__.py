"""What the output folder holds and what a run changes in it: lock, plan, patches."""

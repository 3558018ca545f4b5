"""What each kind of ceremony changes: its part of the plan, and head and roster that follow from it."""

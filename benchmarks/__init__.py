"""What the project costs, as ratios to floors measured in the same run (benchmarks/README.md)."""

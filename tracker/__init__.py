"""The roles around the pure core: families, server, couriers, desk, ceremonies, auditors."""

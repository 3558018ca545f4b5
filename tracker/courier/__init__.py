"""Couriers: an outbox to the server, an inbox back, and no key to either."""

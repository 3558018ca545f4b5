"""What the server does, apart from HTTP and from tables."""

"""The pure core: bytes in; bytes or a typed error out. No files, network, clock or hidden randomness."""

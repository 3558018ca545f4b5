"""What the server answers over HTTP: requests in, responses out (docs/spec/server-api.md)."""

"""Where the server keeps what it may keep (docs/threat-model.md): one module per kind of thing."""

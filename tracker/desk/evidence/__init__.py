"""Evidence: an inquiry, or all about a person, as a folder that anybody can verify (docs/spec/evidence.md)."""

"""Evidence about an inquiry or a person, as a folder that anybody can verify (docs/spec/evidence.md)."""

"""Referral sheets: what another organisation may be told of a person sought (docs/spec/referral.md)."""

"""Rehearsals: every ceremony from the first to the last on one laptop, with throwaway keys and days."""

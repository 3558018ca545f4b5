"""The practice vault: two hundred fictional inquiries and throwaway keys, to learn the desk's work with."""

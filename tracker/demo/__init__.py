"""A throwaway deployment with everybody's part in one folder, and the whole story played through."""

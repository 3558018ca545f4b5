"""What crosses between the roles, pure: the form, its vocabulary, answers, letters and bundles."""

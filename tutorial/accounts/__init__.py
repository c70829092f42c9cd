"""Teachers' accounts: the link that begins one, a password, signing in and out. Learners have none."""

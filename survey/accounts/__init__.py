"""Who may sign in, what each account may see, and the app of the pages behind the sign-in."""

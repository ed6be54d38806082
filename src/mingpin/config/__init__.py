"""How the platform is put together: settings from the environment, addresses, checks, what servers call."""

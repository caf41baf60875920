"""The command line, a file a command. Each loads what it needs when it runs, the screen only to show it."""

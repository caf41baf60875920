"""The program under trial: how it is started, kept within bounds, looked at, and ended with all that it started."""

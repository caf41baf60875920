"""The next hop: whither a letter goes (MX), the queue where it waits, the tries, and the reports of what failed."""

"""The places of the lower pane in a world of several hosts: whose mailbox, the queues, the zone, what tools print."""

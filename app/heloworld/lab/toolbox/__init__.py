"""What the tools do in a world, beside what they say by themselves: questions for names, the queues, the clock."""

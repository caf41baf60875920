"""What stands beside the wire: the lesson, its questions, the guide to a first mail."""

"""The screen: Textual, and nothing but views of the transcript and of mailbox files."""

"""What one client may take without the others going short: sessions, open files, memory."""

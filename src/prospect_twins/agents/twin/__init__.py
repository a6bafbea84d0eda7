"""`SyntheticPersonChatAgent`: its prompts, its record of the person, its draws and values."""

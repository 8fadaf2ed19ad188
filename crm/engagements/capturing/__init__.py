"""A calendar entry, an e-mail or a chat, read as the draft of an engagement."""

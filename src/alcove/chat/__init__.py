"""Conversations: the tree of messages, and the turn from a question to a saved, cited answer."""

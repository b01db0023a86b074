"""What the agent calls: encoders, geography, the library and search.

Nothing here knows of conversations, prompts or pages; imports point down only.
"""

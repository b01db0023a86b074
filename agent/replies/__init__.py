"""What is said back: answers, wording, facts about places and pictures."""

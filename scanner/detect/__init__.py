"""What the facts about a phone mean: the lists of known apps, the rules, and the engine that applies both."""

"""Models that are asked over the network: Claude, open models, and what a conversation with one is made of."""

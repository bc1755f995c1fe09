"""Services that are asked over the network, each in a folder of its own, and what a conversation with one is made of."""

"""The Review screen: people judge answers, compare what they said, import labels."""

"""The Review screen: people judge answers, compare what they said, bring labels in."""

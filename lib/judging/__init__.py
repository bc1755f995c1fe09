"""The judge of evidence: does this text answer the question, does it support the claim; by the word pieces of both."""

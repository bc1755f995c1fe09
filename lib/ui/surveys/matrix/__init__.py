"""The matrix of a survey, and the cell that is open in it."""

"""The figures of a survey: the frames they are drawn from, and their plots."""

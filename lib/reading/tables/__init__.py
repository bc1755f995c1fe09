"""Tables and figures of a paper: their labels, their cells with heads and row labels, and where they are printed."""

"""Figures of a paper: captions, the pictures that belong to them, their panels."""

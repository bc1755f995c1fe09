"""Backups of a data folder: one ZIP file each, made while Sidelight runs, checked before it replaces anything."""

"""What comes from elsewhere: label tables, tables of verdicts, exports of another Sidelight."""

"""An open workspace for other programs on this machine: what they may ask for, the process that owns it, how it is reached."""

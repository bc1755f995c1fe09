"""What runs in the background: papers being taken in, answers being made."""

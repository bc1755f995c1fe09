"""Agreement of raters beyond chance, and random samples that can be drawn again."""

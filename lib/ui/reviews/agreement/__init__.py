"""How far raters, answerers and label tables agree, and the labels that settle what they differ on."""

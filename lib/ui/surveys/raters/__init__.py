"""How an open survey is reviewed: by how many, how independently, who reads what, and how far each of them is."""

"""Client businesses: who they are, what they trade, who looks after them and who may see them."""

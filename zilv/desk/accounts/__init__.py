"""Who works here: named persons, as far as keys and rulings need them."""

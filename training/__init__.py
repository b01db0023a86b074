"""What makes the weights and tables of the product. It imports the product, never the other way; not in the wheel."""

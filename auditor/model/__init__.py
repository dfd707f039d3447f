"""The vocabulary that checks speak: places, forms, text, relations, the report."""

"""The interpreter of forms: one walk over a grid, by the words of headers and the shape of cells."""

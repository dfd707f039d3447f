"""Running text, split once: passages become blocks, sentences and figures that everything else asks."""

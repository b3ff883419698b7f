"""What is made of figures: how far runs lie apart, where the levels of a curve end."""

// Builds, and has no structure.

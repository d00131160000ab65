"""What the vectors under Protocol/vectors are made from: one module a folder, each with `files()` -> name to content."""

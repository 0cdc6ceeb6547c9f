"""Several versions of a project beside each other in one library directory."""

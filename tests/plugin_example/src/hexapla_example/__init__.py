"""An example of a package with a rule for Hexapla."""

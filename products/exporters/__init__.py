"""The catalogue as a file, in the shop's own format: what products.importers reads back without a difference."""

"""Cards: TOML files with units, checked by a schema, whose errors name file, line, key and the nearest right word.

The one thing that the three instruments and the bench share. It imports none of them.
"""

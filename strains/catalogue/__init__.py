"""Cards of hosts, products and media, and where they are found."""

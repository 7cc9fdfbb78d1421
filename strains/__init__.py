"""The organism: genome-scale models, the strains made from them, and what such a strain does under uptake limits."""

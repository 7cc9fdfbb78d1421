"""The whole genome-scale model through COBRApy and GLPK: the independent path that certifies a plan."""

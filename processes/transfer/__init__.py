"""Scale-up physics: gas transfer, stirring, mixing, flooding, heat; a module for each, nothing imported here.

Functions are plain arithmetic on floats, numpy arrays or Pyomo expressions; SI units unless a name says otherwise.
Beside an empirical one stands its ``Correlation``: unit, source, and the range that it was fitted in.
"""

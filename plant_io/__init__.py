"""The plant: tags, OPC UA, historian, safe writes, and the server of the virtual plant.

Times in this room are aware UTC datetimes. Nothing here knows a strain, a process model or the bench.
"""

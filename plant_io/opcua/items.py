"""What is asked of a server for each tag that is watched."""

from __future__ import annotations

from asyncua import ua

from plant_io.tags import Tag

QUEUE = 10_000  # values that the server may keep for an item while nothing can be sent


def monitored_item(handle: int, node: ua.NodeId, tag: Tag, *, every_change: bool) -> ua.MonitoredItemCreateRequest:
    """The request to watch a tag. ``every_change``: as fast as the server can, not at the card's interval."""
    wanted = ua.DataChangeFilter()
    # A reading that equals the one before is a reading still: its time says that the instrument lives.
    wanted.Trigger = ua.DataChangeTrigger.StatusValueTimestamp
    wanted.DeadbandType = ua.DeadbandType.Absolute if tag.deadband else ua.DeadbandType.None_
    wanted.DeadbandValue = tag.deadband
    item = ua.MonitoredItemCreateRequest()
    item.ItemToMonitor.NodeId = node
    item.ItemToMonitor.AttributeId = ua.AttributeIds.Value
    item.MonitoringMode = ua.MonitoringMode.Reporting
    item.RequestedParameters.ClientHandle = handle
    item.RequestedParameters.SamplingInterval = 0.0 if every_change else tag.sampling_ms
    item.RequestedParameters.QueueSize = QUEUE
    item.RequestedParameters.DiscardOldest = True
    item.RequestedParameters.Filter = wanted
    return item

"""Subscriptions that lose nothing without saying so.

What asyncua 2.1 does of itself: every write is offered to every monitored item (the requested sampling interval is not
used), a queue that is full drops its oldest value without a mark, and each value is copied deeply for each item, which
costs more than all the rest together. Here the queue's Overflow bit is set (OPC UA Part 4, 7.39), a deadband lets a bad
value pass and is measured from the last value reported, not from the last written, and values are shared, since each is
made once and never altered.

What a client has to ask for, to get every value: a DataChangeFilter with the trigger StatusValueTimestamp (the default,
StatusValue, rightly leaves out a value equal to the one before it), no deadband, monitoring mode Reporting, and a queue
that holds what comes between two publishings; a queue size of 0 gives the largest, 10,000 values.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from asyncua import ua
from asyncua.server.monitored_item_service import MonitoredItemService
from asyncua.server.subscription_service import SubscriptionService

OVERFLOW = 0x480
"""Info type DataValue and its Overflow bit."""


class PlantSubscriptions(SubscriptionService):  # type: ignore[misc]
    """Takes the place of asyncua's subscription service."""

    async def create_subscription(self, *args: Any, **options: Any) -> Any:
        """As asyncua's, with monitored items of our own."""
        result = await super().create_subscription(*args, **options)
        subscription = self.subscriptions[result.SubscriptionId]
        subscription.monitored_item_srv = _MonitoredItems(subscription, self.aspace)
        return result


class _MonitoredItems(MonitoredItemService):  # type: ignore[misc]
    async def datachange_callback(self, handle: int, value: Any, error: Any = None) -> None:
        """Queue a value that was written to a monitored node, when the item's filter lets it pass."""
        if error:
            await super().datachange_callback(handle, value, error)
            return
        item = self._monitored_items[self._monitored_datachange[handle]]
        if item.mode == ua.MonitoringMode.Disabled:
            return
        item.mvalue.current_dvalue = value
        if self._passes(item):
            item.mvalue.old_dvalue = value  # a deadband is measured from the last value that was reported
            self._make_room(item)
            notification = ua.MonitoredItemNotification(item.client_handle, value)
            await self.isub.enqueue_datachange_event(item.monitored_item_id, notification, 0)

    def _passes(self, item: Any) -> bool:
        trigger = item.filter.Trigger if item.filter else ua.DataChangeTrigger.StatusValue
        if not self._is_data_changed(item.mvalue, trigger):
            return False
        pair = (item.mvalue.old_dvalue, item.mvalue.current_dvalue)
        if not item.filter or any(value is None or value.Value.Value is None for value in pair):
            return True
        return bool(self._is_deadband_exceeded(item.mvalue, item.filter))

    def _make_room(self, item: Any) -> None:
        """Drop the oldest value of a full queue and mark the next one, unless the queue is one value long."""
        queue = self.isub._triggered_datachanges.get(item.monitored_item_id, [])
        if len(queue) < (item.queue_size or self.isub.max_queue_size):
            return
        queue.pop(0)
        if queue:
            oldest = queue[0]
            marked = ua.StatusCode(oldest.Value.StatusCode.value | OVERFLOW)
            queue[0] = dataclasses.replace(oldest, Value=dataclasses.replace(oldest.Value, StatusCode=marked))

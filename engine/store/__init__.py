"""The store: what the office was told and did, each row written once; the only place that opens a database session."""

from engine.store.errors import StoreError
from engine.store.opening import Store, create_store, open_store
from engine.store.transaction import Reading, Writing

__all__ = ["Reading", "Store", "StoreError", "Writing", "create_store", "open_store"]

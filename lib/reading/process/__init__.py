"""Reading in worker processes that can be killed: the pool, the protocol, the worker."""

"""The database, the broker and the processes that one machine runs for itself, so that nothing has to be set up."""

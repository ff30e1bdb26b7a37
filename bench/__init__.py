"""The measurements of `make bench`: each row compares ours with a peer and with a floor in the same run."""

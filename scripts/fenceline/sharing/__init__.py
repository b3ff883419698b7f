"""What of a run leaves the machine: thinned, without what tells whose it is, in one file; and back into a folder."""

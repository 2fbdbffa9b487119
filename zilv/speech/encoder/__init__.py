"""A small transformer that reads a turn among its neighbours: for what no list of words can tell apart."""

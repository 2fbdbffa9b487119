"""The desk: the Django project, who may enter, and the gate's door for the network."""

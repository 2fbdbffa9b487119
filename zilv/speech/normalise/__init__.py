"""One spelling for what is written in many: width, traditional characters, recogniser's slips, evasions."""

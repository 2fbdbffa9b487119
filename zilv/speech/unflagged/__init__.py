"""What the review misses, estimated: a random sample of contacts, most of them without a finding, read by a person."""

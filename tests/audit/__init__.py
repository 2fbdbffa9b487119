"""What an audit reads, judges and shows."""

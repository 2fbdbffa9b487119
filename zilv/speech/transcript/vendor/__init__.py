"""What speech services of others return, as their documentation describes it, into one shape; one file a service."""

"""Before each attempt: a durable answer, counted over the lender and all its agencies together."""

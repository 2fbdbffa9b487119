"""The audit on Spark, but for Spark itself."""

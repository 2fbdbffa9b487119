"""The audit on a real Spark of this machine, which `make test-spark` installs; without it these are skipped."""

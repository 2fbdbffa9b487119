"""The gate's speed: judgement, store, HTTP, each beside a named peer or limit in the same run."""

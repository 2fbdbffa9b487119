"""Public Chinese sets of abuse as proxies: none of them is about debt, and none of these models is shipped."""

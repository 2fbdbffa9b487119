"""The gate as tools of the Model Context Protocol, so that an AI caller asks before it contacts anybody."""

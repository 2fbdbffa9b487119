"""Stories, by what they are about; `all.STORIES` gathers them."""

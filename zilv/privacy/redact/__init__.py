"""Personal information in Chinese text: found, and replaced by marks that say only its kind."""

"""Where recorded replies differ from the documents."""

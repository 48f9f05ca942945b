"""Made-up claims with an answer key."""

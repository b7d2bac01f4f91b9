"""Languages, their catalogs and their review. Must not lay out or fill anything."""

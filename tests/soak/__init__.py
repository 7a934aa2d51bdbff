"""The soak: emails, random faults and kills, and then books which show that none was lost and none doubled."""

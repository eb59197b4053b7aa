"""What importers are made of: the contract, notes and budget of a reading, decoding, columns."""

"""The keeper's door: serve, look after the database, check that everything holds, read a file, load the example."""

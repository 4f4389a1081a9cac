"""What every other package stands on: errors, paths, settings, the database, cancelling, the network door."""

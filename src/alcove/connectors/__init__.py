"""Where bytes come from: each connector lists the items of one source and opens them on demand."""

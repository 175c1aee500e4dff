"""One module an engine: from loaded tables to the stretches of the two Order 446 limbs, or as far as it goes."""

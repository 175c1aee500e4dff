"""The weekly report and the letters of inquiry: data in, bytes out; nothing here reads a store or a clock."""

"""What the command line shows: tables and answers in Chinese, made from the document alone."""

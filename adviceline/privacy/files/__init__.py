"""What somebody sends us as a file: told by its bytes, and asked of the virus scanner, whatever channel it came by."""

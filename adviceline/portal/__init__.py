"""What the Authority sees: returns that were released, and nothing else of the service."""

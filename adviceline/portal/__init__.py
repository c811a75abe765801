"""What the Authority sees: returns and claims that were released, and nothing else of the service."""

"""Mail that a provider hands over by HTTP instead of keeping it in a mailbox: the same door as any other."""

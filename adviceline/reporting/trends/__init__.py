"""How what people ask about changes over time: inside only. What leaves the service leaves in a return."""

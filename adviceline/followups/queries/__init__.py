from adviceline.followups.queries.call_backs import call_backs_of, free_slots, waiting_call_backs

__all__ = ["call_backs_of", "free_slots", "waiting_call_backs"]

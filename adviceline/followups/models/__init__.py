from adviceline.followups.models.call_backs import CallBack, Dialling
from adviceline.followups.models.diaries import Absence, Diary, DiaryCell
from adviceline.followups.models.sessions import AgreedAction, Participant, Session

__all__ = ["Absence", "AgreedAction", "CallBack", "Dialling", "Diary", "DiaryCell", "Participant", "Session"]

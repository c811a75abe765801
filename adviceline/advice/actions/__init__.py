"""What is done in this room: following a map, keeping its versions, reviewing, signing and publishing them."""

from adviceline.advice.actions.departures import UnableToReview, review_departure
from adviceline.advice.actions.following import (
    UnableToFollowMap,
    answer_run,
    go_back,
    leave_run,
    start_run,
    walk_of,
)
from adviceline.advice.actions.reviewing import UnableToComment, add_comment, settle_comment
from adviceline.advice.actions.signing import (
    UnableToMoveMap,
    publish_map,
    send_map_back,
    sign_off_map,
    submit_map,
    withdraw_sign_off,
)
from adviceline.advice.actions.tasks import UnableToDoTask, assign_task, finish_task, raise_review_tasks
from adviceline.advice.actions.test_drives import (
    UnableToDrive,
    answer_drive,
    attach_drive,
    drive_walk,
    go_back_in_drive,
    start_drive,
)
from adviceline.advice.actions.versions import UnableToLoadMap, map_of, register_maps, safety_of

__all__ = [
    "UnableToComment",
    "UnableToDoTask",
    "UnableToDrive",
    "UnableToFollowMap",
    "UnableToLoadMap",
    "UnableToMoveMap",
    "UnableToReview",
    "add_comment",
    "answer_drive",
    "answer_run",
    "assign_task",
    "attach_drive",
    "drive_walk",
    "finish_task",
    "go_back",
    "go_back_in_drive",
    "leave_run",
    "map_of",
    "publish_map",
    "raise_review_tasks",
    "register_maps",
    "review_departure",
    "safety_of",
    "send_map_back",
    "settle_comment",
    "sign_off_map",
    "start_drive",
    "start_run",
    "submit_map",
    "walk_of",
    "withdraw_sign_off",
]

"""Wagtail's own small tasks: at once, or noted while `noting` says so (core.page_indexes).

Wagtail's modules load this one while they are being loaded themselves, so it imports none of theirs.
"""

from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import transaction
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

SEARCH = "modelsearch.tasks.insert_or_update_object_task"
REFERENCES = "wagtail.tasks.update_reference_index_task"
# By the task's name: what was saved, as (application, model, primary key).
Noted = dict[str, set[tuple[str, str, str]]]
noting: ContextVar[Noted | None] = ContextVar("noting", default=None)


class NotingBackend(ImmediateBackend):
    """Runs a task at once, as Wagtail does out of the box, unless what was saved is noted for later."""

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        noted = noting.get()
        if noted is None or task.module_path not in (SEARCH, REFERENCES):
            return super().enqueue(task, args, kwargs)
        # What is rolled back was never saved.
        transaction.on_commit(partial(noted.setdefault(task.module_path, set()).add, tuple(args)))
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )

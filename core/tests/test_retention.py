from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.models import RateLimitWindow
from core.tasks import clean_sessions

pytestmark = pytest.mark.django_db


def test_the_night_removes_what_has_run_out_and_nothing_else():
    now = timezone.now()
    for name, moment in (("over", now - timedelta(minutes=1)), ("open", now + timedelta(minutes=1))):
        RateLimitWindow.objects.create(key=name, hits=1, resets_at=moment)
        Session.objects.create(session_key=name, session_data="", expire_date=moment)
    for name, age in (("over", timedelta(days=91)), ("kept", timedelta(days=89))):
        for model in (AccessAttempt, AccessLog):
            extra = {"failures_since_start": 1} if model is AccessAttempt else {}
            record = model.objects.create(username=name, user_agent="", http_accept="", path_info="", **extra)
            model.objects.filter(pk=record.pk).update(attempt_time=now - age)

    clean_sessions()

    assert [window.key for window in RateLimitWindow.objects.all()] == ["open"]
    assert [session.session_key for session in Session.objects.all()] == ["open"]
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["kept"]
    assert [entry.username for entry in AccessLog.objects.all()] == ["kept"]

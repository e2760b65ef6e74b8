"""Says in a header of every answer how many SQL statements it took; loaded by the bench's own settings alone."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "X-Sql-Statements"
CACHE_TABLE = "cache_entries"


class StatementCountMiddleware:
    """Counts what goes through a cursor, savepoints included; BEGIN and COMMIT do not.

    What the cache asks is not counted: production keeps it in Redis.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = 0

        def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal count
            count += f'"{CACHE_TABLE}"' not in arguments[0]
            return execute(*arguments)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response.headers[HEADER] = str(count)
        return response

"""Querysets whose SQL is put together once in the life of a process.

Django writes the statement of a queryset anew every time; for a query that joins half a dozen tables this takes several times as
long as PostgreSQL needs to answer it. Here the statement is kept and only its values change. Rows become models as always.
"""

from collections.abc import Callable, Hashable
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Field, Lookup, Model, QuerySet
from django_countries.fields import CountryField

_Row = TypeVar("_Row", bound=Model)


@Field.register_lookup
class AnyOf(Lookup):
    """`pk__any=[1, 2]`: one value of a list, in a statement that is the same for lists of all lengths (`IN` is not)."""

    lookup_name = "any"

    def get_prep_lookup(self) -> Any:
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, self.rhs)


@CountryField.register_lookup
class Lists(Lookup):
    """`countries__lists="BG"`: a field of several countries holds this one."""

    lookup_name = "lists"

    def get_prep_lookup(self) -> Any:
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"%s = ANY(string_to_array({column}, ','))", (self.rhs, *params)


class CompiledQuery(Generic[_Row]):
    """`build(*shape, **values)` makes the queryset; every shape, and every choice of values, has a statement of its own.

    For each value there is an example that stands nowhere else in the query, by which its places are found. What a value
    does to the statement must not depend on what it is: None and empty lists belong into the shape.
    """

    def __init__(self, build: Callable[..., QuerySet[_Row]], **examples: Any) -> None:
        self._build = build
        self._examples = examples
        self._statements: dict[Hashable, _Statement[_Row]] = {}

    def __call__(self, *shape: Hashable, **values: Any) -> list[_Row]:
        """Return the rows for these values in one query, and those of each prefetch."""
        key = (shape, *values)
        statement = self._statements.get(key)
        if statement is None:
            examples = {name: self._examples[name] for name in values}
            statement = self._statements[key] = _Statement(self._build(*shape, **examples), examples)
        return list(statement.with_values(values))


class _Statement(Generic[_Row]):
    def __init__(self, queryset: QuerySet[_Row], examples: dict[str, Any]) -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(queryset.db)
        self._sql, params = self._compiler.as_sql()
        self._params = list(params)
        self._places = {
            place: name
            for place, param in enumerate(self._params)
            for name, example in examples.items()
            if type(param) is type(example) and param == example
        }
        if missing := examples.keys() - set(self._places.values()):
            raise ValueError(f"no place in the statement for {', '.join(sorted(missing))}")

    def with_values(self, values: dict[str, Any]) -> QuerySet[_Row]:
        params = [
            values[self._places[place]] if place in self._places else param
            for place, param in enumerate(self._params)
        ]
        compiler = copy(self._compiler)
        # Every thread has a connection of its own; the statement was put together in one of them.
        compiler.connection = connections[self._queryset.db]
        compiler.as_sql = lambda *args, **kwargs: (self._sql, tuple(params))  # type: ignore[method-assign]
        queryset = self._queryset._chain()  # type: ignore[attr-defined]
        queryset.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return queryset

"""However many dossiers and messages there are, a page of the console asks as many questions of the database."""

from __future__ import annotations

from bench.board import board


def test_queries_do_not_grow_with_dossiers_nor_with_what_came_back_by_post() -> None:
    with board(150) as few, board(3000) as many:
        assert many.queries == few.queries
        assert max(many.queries.values()) <= 10
        assert few.show() > 0

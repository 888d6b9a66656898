"""What Flask and SQLAlchemy do with nothing of ours around them: the marks beside our own figures."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

from flask import Flask, render_template, request
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from survey.foundation.database import Store


class _Base(DeclarativeBase):
    """The register of the one row."""


class _Answer(_Base):
    __tablename__ = "answer"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit: Mapped[int]
    day: Mapped[date]
    marks: Mapped[str]


def hello() -> Flask:
    """Give an app with one route and one word."""
    app = Flask("bare")

    @app.get("/")
    def say() -> str:
        return "hello"

    return app


def page() -> Flask:
    """Give an app whose one page of 9 kB comes from a Jinja file."""
    app = Flask("bare", template_folder=str(Path(__file__).parent))
    asked = [f"question_{number}" for number in range(12)]

    @app.get("/")
    def show() -> str:
        return render_template("page.html", title="How were you served?", questions=asked)

    return app


def make_table(store: Store) -> None:
    """Make the table of `insert`."""
    _Base.metadata.create_all(store.engine)


def insert(database: str) -> Flask:
    """Give an app whose one form becomes one committed row, by the ORM, with the connection settings of ours."""
    app = Flask("bare")
    engine = Store(database).engine

    @app.post("/")
    def keep() -> str:
        answer = _Answer(
            id=uuid.uuid4(),
            unit=int(request.form["unit"]),
            day=date.fromisoformat(request.form["day"]),
            marks=request.form["marks"],
        )
        with Session(engine) as session:
            session.add(answer)
            session.commit()
        return "kept"

    return app

"""A table as a file to save: CSV, XLSX or JSON, never run as formulas, never kept by anything in between."""

from __future__ import annotations

import io
import json

from flask import Response, abort, send_file

from reviewer.services.exports.coverage import Table
from reviewer.services.exports.workbook import workbook
from reviewer.web.setup_csv import csv_file

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(found: Table, name: str, ending: str) -> Response:
    """The table under `name.ending`; an ending we do not write is not found."""
    file = f"{name}.{ending}"
    if ending == "csv":
        return csv_file([["" if value is None else str(value) for value in row] for row in found.rows], file)
    if ending == "xlsx":
        answer = send_file(io.BytesIO(workbook(found.name, found.rows)), _XLSX, as_attachment=True, download_name=file)
    elif ending == "json":
        answer = Response(json.dumps(found.content, ensure_ascii=False, indent=1), mimetype="application/json")
        answer.headers.set("Content-Disposition", "attachment", filename=file)
    else:
        abort(404)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

"""Records: what departments sent, read strictly; every row is accepted or reported with its fault."""

from engine.records.assembly import Records
from engine.records.folder import read_folder
from engine.records.memory import read_rows
from engine.records.rejections import RecordsError, Rejection
from engine.records.schema import TABLES
from engine.records.templates import write_templates
from engine.records.words import said

__all__ = [
    "TABLES",
    "Records",
    "RecordsError",
    "Rejection",
    "read_folder",
    "read_rows",
    "said",
    "write_templates",
]

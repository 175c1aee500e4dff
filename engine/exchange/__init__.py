"""Rule files and workbooks: parameters out for people who use Excel, and back in without touching anything else."""

from engine.exchange.coming_back import Returned, returned
from engine.exchange.going_out import parameter_workbook

__all__ = ["Returned", "parameter_workbook", "returned"]

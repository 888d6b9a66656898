"""The marks that are studied, and the studies that are kept."""

from analytics.drivers.records.marks import marks_by_version, small_units
from analytics.drivers.records.studies import KeptStudy, add_study, latest, studies_of

__all__ = ["KeptStudy", "add_study", "latest", "marks_by_version", "small_units", "studies_of"]

"""Whether this machine has what the settings ask for."""

from qa_pipeline.doctor.check import Check
from qa_pipeline.doctor.examining import examine

__all__ = ["Check", "examine"]

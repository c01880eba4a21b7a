"""Every criterion there is: the one table of section files."""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from qa_pipeline.criteria import (
    closing,
    conduct,
    confidentiality,
    empathy,
    holding,
    listening,
    opening,
    resolution,
    verification,
)
from qa_pipeline.criteria.registry import Criterion, registered

SECTIONS: tuple[ModuleType, ...] = (
    opening,
    verification,
    listening,
    empathy,
    holding,
    resolution,
    conduct,
    confidentiality,
    closing,
)

CRITERIA: Mapping[str, Criterion] = MappingProxyType(registered())

"""Every criterion there is: the one table of section files."""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from qa_pipeline.criteria import (
    closing,
    collections,
    complaints,
    conduct,
    confidentiality,
    empathy,
    holding,
    listening,
    opening,
    resolution,
    sales,
    verification,
)
from qa_pipeline.criteria.registry import Criterion, registered

SECTIONS: tuple[ModuleType, ...] = (
    opening,
    verification,
    listening,
    empathy,
    complaints,
    holding,
    resolution,
    conduct,
    confidentiality,
    sales,
    collections,
    closing,
)

CRITERIA: Mapping[str, Criterion] = MappingProxyType(registered())


def by_section() -> Mapping[str, tuple[Criterion, ...]]:
    """The criteria under the name of the section file that they stand in, in the order of both."""
    names = [module.__name__.rpartition(".")[2] for module in SECTIONS]
    return {name: tuple(one for one in CRITERIA.values() if one.section == name) for name in names}

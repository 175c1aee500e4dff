"""Open norms: words of the law that no number settles (有效制止措施, 及时, 突出, 负有责任); data, like rules.

`norms.yaml` in an instrument's folder: the norm's id, then its term, the office's working definition, who decides in
a single case, and the clauses in which the word stands. Rules name in `leans_on` the norms they lean on.
"""

from pydantic import BaseModel, ConfigDict

from engine.rules.model import Basis


class Norm(BaseModel):
    """One open norm of the register (开放概念)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    term: str
    """The word as the law writes it."""
    definition: str
    """How the office reads it until somebody decides otherwise."""
    decided_by: str
    """Who decides in a single case."""
    legal_basis: tuple[Basis, ...]

    @property
    def told(self) -> str:
        """The norm in one sentence for readers."""
        return f"“{self.term}”的工作解释：{self.definition.rstrip('。')}；个案由{self.decided_by}判断。"

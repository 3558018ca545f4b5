"""How a plan wants a recovery identity to be shared, and whether its card is so."""

from dataclasses import dataclass

from crypto.errors import EncodingError
from crypto.recovery import RecoveryCard, check_shape
from crypto.roster import Recovery
from tracker.ceremony import folder
from tracker.ceremony.plan_table import Table
from tracker.records.errors import FolderIncomplete, PlanThreshold


@dataclass(frozen=True)
class Sharing:
    """``threshold`` of ``shares`` paper shares rebuild the identity."""

    threshold: int
    shares: int

    @classmethod
    def read(cls, table: Table) -> "Sharing":
        """``threshold`` and ``shares`` of a plan's ``[recovery]``. Raises PlanMalformed, PlanThreshold."""
        item = cls(table.number("threshold", 1), table.number("shares", 1))
        try:
            check_shape(item.threshold, item.shares)
        except EncodingError as error:
            raise PlanThreshold(f"plan.toml, recovery: {error}", field="recovery.threshold") from error
        return item

    def checked(self, card: RecoveryCard | None) -> Recovery:
        """What a roster says of the card, which is as planned. Raises FolderIncomplete, PlanThreshold."""
        if card is None:
            raise FolderIncomplete("the recovery card is not there", file=folder.RECOVERY_CARD)
        if (card.threshold, len(card.commitments)) != (self.threshold, self.shares):
            text = f"recovery.card is of {card.threshold} of {len(card.commitments)} shares, planned were "
            raise PlanThreshold(f"{text}{self.threshold} of {self.shares}", field="recovery.threshold")
        return card.entry

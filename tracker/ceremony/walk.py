"""One walk through a ceremony's folder: what its parts share, and how each pauses."""

from collections.abc import Mapping, Sequence

from crypto.attendance import AnnouncementRef
from tracker.ceremony import folder
from tracker.ceremony.announcing import Announced
from tracker.ceremony.drafts import Drafts
from tracker.ceremony.folder import Files
from tracker.ceremony.ground import Ground
from tracker.ceremony.signatures import Signatures
from tracker.ceremony.turn import Need, NeedKind, Supplies, Turn
from tracker.records.errors import FolderIncomplete


class Walk:
    """A folder whose plan is read; each part verifies what is there, and returns a turn if it waits."""

    announced: Announced
    is_announced = False
    drafts: Drafts | None = None

    def __init__(self, ground: Ground, files: Files, supplies: Supplies) -> None:
        self.ground, self.files, self.supplies = ground, files, supplies

    @property
    def reference(self) -> AnnouncementRef:
        """Which entry announced the ceremony. Raises FolderIncomplete if none did."""
        if self.announced.reference is None:
            raise FolderIncomplete("opened without an announcement in the log", file=folder.ANNOUNCEMENT)
        return self.announced.reference

    def await_signatures(
        self, kind: NeedKind, taken: Sequence[Signatures], remove: tuple[str, ...] = ()
    ) -> Turn | None:
        """Files signatures by name, removes what is no longer needed, and asks who has yet to sign."""
        needs = [
            Need(kind, name, folder.signature(name, item.document)) for item in taken for name in item.missing
        ]
        files = {path: data for item in taken for path, data in item.files.items()}
        filed = remove + tuple(path for item in taken for path in item.filed)
        signing = {item.document: item.keys for item in taken}
        return self.pause(files, needs, filed, signing) if needs or files or filed else None

    def check_not_begun(self, document: str, needs: list[Need]) -> None:
        """Nothing that a document stands on may go missing again. Raises FolderIncomplete."""
        if document in self.files and needs:
            gone = needs[0].file
            raise FolderIncomplete(f"'{gone}' was there when '{document}' was drafted", file=gone)

    def pause(
        self,
        files: Files | None = None,
        needs: Sequence[Need] = (),
        remove: tuple[str, ...] = (),
        signing: Mapping[str, Mapping[str, bytes]] | None = None,
    ) -> Turn:
        """The turn that ends this walk: what is to be written, and who must come."""
        return Turn(
            self.ground, self.drafts, files or {}, remove, tuple(needs), signing or {}, self.is_announced
        )

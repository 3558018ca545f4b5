"""Releasing a client: the head names the hash of its manifest, which the ceremony log has too."""

from dataclasses import dataclass, replace
from typing import Self

from crypto.epoch import Epoch
from tracker.ceremony import folder
from tracker.ceremony.kinds.people import next_head
from tracker.ceremony.plan import Change, Keys, Plan, Successor
from tracker.ceremony.plan_table import Table
from tracker.records.client_manifest import ClientManifest, decode_client_manifest
from tracker.records.errors import FolderIncomplete


@dataclass(frozen=True)
class ReleaseClient(Change):
    """The version that is released, and the epoch that the released client pins."""

    version: str
    epoch: int

    @classmethod
    def read(cls, top: Table) -> Self:
        """The plan's ``[release]``. Raises PlanMalformed."""
        table = top.table("release")
        version, epoch = table.line("version"), table.number("pins-epoch")
        table.end()
        return cls(version, epoch)

    @staticmethod
    def manifest(keys: Keys) -> ClientManifest:
        """The manifest that was handed in. Raises FolderIncomplete, ClientManifestMalformed."""
        if keys.manifest is None:
            raise FolderIncomplete("the client's manifest is not there", file=folder.CLIENT_MANIFEST)
        return decode_client_manifest(keys.manifest)

    def make(self, plan: Plan, before: Epoch | None, keys: Keys) -> Successor:
        """The head with the manifest's hash. Raises FolderIncomplete, ClientManifestMalformed."""
        old = self.need(before)
        roster = replace(old.roster, epoch=old.roster.epoch + 1)
        head = next_head(old.head, roster, plan.reason)
        return Successor(replace(head, client=self.manifest(keys).hash), roster)

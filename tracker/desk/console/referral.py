"""A referral sheet: for whom, what it carries, exactly as it would leave; only what the family allowed."""

from typing import Any, ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from crypto.errors import TrackerError
from tracker.desk import display
from tracker.desk.console.dialogs import AskCaseNumber, AskChoice, AskSeveral
from tracker.desk.console.inquiry_head import title_text
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import in_words
from tracker.desk.console.working import WorkingScreen
from tracker.desk.referrals.carried_fields import RECIPIENTS
from tracker.desk.referrals.referring import Draft, Wish, prepare, refer
from tracker.desk.referrals.rendering import field_label
from tracker.desk.referrals.sheet import offered
from tracker.records.form import LANGUAGES

_FIRST_LANGUAGE = "en"


class ReferralScreen(WorkingScreen):
    """Gives True if a sheet was written. That it left is recorded, and cannot be taken back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "recipient", "console.key.recipient"),
        Binding("g", "language", "console.key.sheet-language"),
        Binding("x", "leave_out", "console.key.leave-out"),
        Binding("X", "write", "console.key.write-out"),
    ]

    def __init__(self, session: ConsoleSession, case_number: int) -> None:
        super().__init__(session)
        self.number = case_number
        self.wish = Wish(next(iter(RECIPIENTS)), _FIRST_LANGUAGE)
        self._draft = self._prepared()

    def heading(self) -> Text:
        """About whom, for whom, in which language."""
        text = title_text(self.session, self.number, self.app.size.width)
        language = self.words(f"reply.language.{self.wish.language}")
        who = self._recipient(self.wish.recipient)
        text.append(f"\n{self.words('referral.title', who=who, tongue=language)}", "bold")
        if without := self.wish.without & self._offered.keys():
            text.append(f"  {self.words('referral.without', count=len(without))}", "not bold")
        return text

    def reading(self) -> Text:
        """The sheet as it would leave; or why there is none."""
        if isinstance(self._draft, TrackerError):
            return Text(f"‼ {in_words(self.session.language, self._draft)}", "bold")
        return Text(display.block(self._draft.document.decode()))

    @property
    def _offered(self) -> dict[str, Any]:
        """What the family told of the fields that this recipient may have."""
        return offered(self.session.case(self.number), self.wish.recipient)

    def _prepared(self) -> Draft | TrackerError:
        """The sheet, made once, so that what is written is what was read; or why there is none."""
        case = self.session.case(self.number)
        try:
            return prepare(self.session.vault, case, self.wish, self.session.now)
        except TrackerError as error:
            return error

    @work
    async def action_recipient(self) -> None:
        """For whom."""
        options = [(name, self._recipient(name)) for name in RECIPIENTS]
        asked = AskChoice(self.session, self.words("referral.recipient"), options)
        if chosen := await self.app.push_screen_wait(asked):
            self._wished(Wish(chosen, self.wish.language, without=self.wish.without))

    @work
    async def action_language(self) -> None:
        """In which language the recipient reads."""
        options = [(name, self.words(f"reply.language.{name}")) for name in LANGUAGES]
        asked = AskChoice(self.session, self.words("referral.language"), options)
        if chosen := await self.app.push_screen_wait(asked):
            self._wished(Wish(self.wish.recipient, chosen, without=self.wish.without))

    @work
    async def action_leave_out(self) -> None:
        """What the sheet does without."""
        language = self.session.language
        told, without = self._offered.keys(), self.wish.without
        options = [(path, field_label(path, language)) for path in told]
        asked = AskSeveral(self.session, self.words("referral.leave-out"), options, without)
        chosen = await self.app.push_screen_wait(asked)
        if chosen is not None:
            # What this recipient is not offered stays left out for the next one.
            left_out = frozenset((without - told) | set(chosen))
            self._wished(Wish(self.wish.recipient, self.wish.language, without=left_out))

    @work
    async def action_write(self) -> None:
        """Asks where, and for the case number; then writes the sheet that was read."""
        if not self.is_read:
            self.complain(self.words("proof.read-on"))
            return
        draft = self._draft
        if isinstance(draft, TrackerError):
            self.complain(draft)
            return
        session, label = self.session, draft.case.label
        path = await self.new_path(self.words("referral.where"), f"{draft.reference}.txt")
        if path is None:
            return
        ask = self.words("referral.ask", who=self._recipient(self.wish.recipient))
        if await self.app.push_screen_wait(AskCaseNumber(session, label, ask)):
            self.start(
                lambda: refer(session.vault, draft, label, path, session.now),
                lambda _: self.tell(self.words("referral.done", reference=draft.reference)),
            )

    def _wished(self, wish: Wish) -> None:
        self.wish = wish
        self._draft = self._prepared()
        self.hush()
        self.redraw()
        self.query_one("#paper").scroll_home(animate=False)

    def _recipient(self, name: str) -> str:
        return self.session.say(f"referral.recipient.{name}")

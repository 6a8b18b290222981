"""What approved overtime credits: a lot of a type with a stock, taken back whole while nobody has drawn on it."""

from datetime import timedelta

from domain.accrual import expiry
from domain.flow.outcome import Booked, Cause, Done, Refused, Reversed
from domain.forms.form import Booked as Kind
from domain.forms.form import Booking
from domain.ids import Minutes
from domain.leave_length import describe_length
from domain.leave_types import BY_CODE, NAMES
from domain.lots import Account, Use
from domain.lots import Booking as LotBooking
from domain.office import Office
from domain.texts import balance as words
from handlers.matter import Matter
from storage import ledger
from storage.database import Tx
from storage.ledger import Grant
from storage.lots import Holding, open_account

DAY = timedelta(days=1)


async def why_not_taken_back(tx: Tx, office: Office, matter: Matter, done: Done) -> Refused | None:
    """Why an approval cannot be taken back: what it credited was used, is asked for, or has lapsed."""
    for effect, entry in _effects(matter, done):
        if isinstance(effect, Reversed):
            uses, account = await _of_booking(tx, office, matter, entry, effect.booking.no)
            left = _left(account, uses)
            if left < 0:
                wanted = describe_length(-left, office.shift.minutes)
                return Refused(Cause.LEAVE_RULES, words.CREDIT_USED.format(name=NAMES[entry.code], used=wanted))
    return None


async def book_credits(tx: Tx, office: Office, matter: Matter, done: Done) -> None:
    """A lot of its own, which lasts as the type says; or that lot taken back."""
    for effect, entry in _effects(matter, done):
        cause = f"credit:{matter.no}:{effect.booking.no}"
        if isinstance(effect, Booked):
            await _grant(tx, office, matter, done, entry, cause)
            continue
        uses, _ = await _of_booking(tx, office, matter, entry, effect.booking.no)
        if uses:
            back = [Use(use.lot, Minutes(-use.minutes)) for use in uses]
            holding, cause = Holding(matter.case.applicant.id, entry.code), f"un{cause}"
            await ledger.take_away(tx, holding, back, reason="撤回加班", cause_key=cause, request_no=matter.no)


async def _grant(tx: Tx, office: Office, matter: Matter, done: Done, entry: Booking, cause: str) -> None:
    days, kind = matter.resolver.filled(done.case.fields).values.get(entry.sources["days"]), BY_CODE.get(entry.code)
    minutes = Minutes(round(days * office.shift.minutes)) if isinstance(days, int | float) else Minutes(0)
    if minutes <= 0 or kind is None or kind.stock is None:
        return
    today = tx.now.astimezone(office.campus).date()
    await ledger.book(
        tx,
        done.case.applicant.id,
        kind.code,
        minutes,
        reason="加班",
        cause_key=cause,
        request_no=matter.no,
        day=today,
        grant=Grant(expires_on=expiry(kind.stock, today)),
    )


def _effects(matter: Matter, done: Done) -> list[tuple[Booked | Reversed, Booking]]:
    entries = {entry.name: entry for entry in matter.form.books if entry.what is Kind.CREDIT}
    found = (effect for effect in done.effects if isinstance(effect, Booked | Reversed))
    return [(effect, entries[effect.booking.what]) for effect in found if effect.booking.what in entries]


async def _of_booking(tx: Tx, office: Office, matter: Matter, entry: Booking, no: int) -> tuple[list[Use], Account]:
    holding = Holding(matter.case.applicant.id, entry.code)
    account = await open_account(tx, holding, tx.now.astimezone(office.campus).date(), office.campus)
    return await ledger.uses_for(tx, f"credit:{matter.no}:{no}"), account


def _left(account: Account, uses: list[Use]) -> int:
    """What would be left without the credit, at the tightest: below nothing if somebody counts on it."""
    after = account.after(LotBooking(tuple(Use(use.lot, Minutes(-use.minutes)) for use in uses)))
    short = min((lot.left for lot in after.lots), default=0)
    days = [each.day for each in account.pending]
    return min(short, after.free(max(days)) if days else 0)

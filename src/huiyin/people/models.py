"""Who: congresses, terms, sessions, bodies, persons, accounts, seats. All permissions hang on seats."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q

from huiyin.foundation import clock
from huiyin.foundation.fields import EncryptedText
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.people.texts import ACTING


class Level(models.TextChoices):
    NATIONAL = "national", "全国"
    PROVINCE = "province", "省级"
    CITY = "city", "设区的市"
    COUNTY = "county", "县（区）"
    TOWNSHIP = "township", "乡镇"


class Congress(models.Model):
    """A people's congress: the tenant. A street is not one (Local Organic Law 59): its work committee is a body."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    # Replays and the demo may set the legal date of every step; a real congress only that of backdatable ones.
    is_demo = models.BooleanField(default=False)
    help_phone = models.CharField(max_length=40, default="", blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Term(TenantModel):
    """A term of the congress (届)."""

    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    # False: made by an import from the heading of a ledger, waiting for a person's word.
    confirmed = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "number"], name="term_once")]


class Session(TenantModel):
    """A session of a term (次会议)."""

    term = TenantKey(Term)
    number = models.PositiveSmallIntegerField()
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    # The cut-off for motions, set by the presidium (主席团决定的代表提出议案的截止时间).
    motions_until = models.DateTimeField(null=True)
    # From this day on its ledger is only read: nothing is registered, put right or voided in it.
    ledger_closed_on = models.DateField(null=True)
    confirmed = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "term", "number"], name="session_once")]


class BodyKind(models.TextChoices):
    STANDING_COMMITTEE = "standing_committee", "人大常委会"
    DEPUTIES_COMMITTEE = "deputies_committee", "代表工委"
    COMMITTEE = "committee", "专门委员会、工作委员会"
    SECRETARIAT = "secretariat", "大会秘书处、主席团"
    STREET_COMMITTEE = "street_committee", "人大街道工委"
    DELEGATION = "delegation", "代表团"
    GOVERNMENT_OFFICE = "government_office", "政府办公室"
    SUPERVISION_OFFICE = "supervision_office", "督查室"
    DEPARTMENT = "department", "政府部门"
    COURT = "court", "法院"
    PROCURATORATE = "procuratorate", "检察院"
    LOWER_GOVERNMENT = "lower_government", "街道、乡镇"
    PARTY_BODY = "party_body", "党委部门"
    ENTERPRISE = "enterprise", "企事业单位"
    OTHER = "other", "其他"


GOVERNMENT_SIDE = (BodyKind.DEPARTMENT, BodyKind.LOWER_GOVERNMENT, BodyKind.ENTERPRISE, BodyKind.OTHER)


class Body(TenantModel):
    """Any body that takes part; each can be a handling unit (C15)."""

    kind = models.CharField(max_length=20, choices=BodyKind.choices)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40, default="", blank=True)
    sort_key = models.CharField(max_length=200, default="")
    leader_in_charge = models.CharField(max_length=60, default="", blank=True)
    note = models.CharField(max_length=200, default="", blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    # The body that it was merged into, if any.
    successor = TenantKey("self", null=True)
    # Of a delegation: the street committee (街道工委) that reads what its deputies write, where streets read.
    street = TenantKey("self", null=True)
    # 职责词: words of what it is in charge of, as this congress writes them. Empty: units are suggested by the product's words.
    duties: Any = models.JSONField(default=list, blank=True)
    # A delegation of a higher congress's deputies, who may raise suggestions here where the rules let them.
    of_higher = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "name"], name="body_name_once", condition=Q(ends_on__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["congress", "kind", "sort_key"], name="body_list")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name


class BodyContact(TenantModel):
    """The person of a unit whom the deputy may call (C10)."""

    body = TenantKey(Body, related_name="contacts")
    name = models.CharField(max_length=40)
    division = models.CharField(max_length=60, default="", blank=True)
    post = models.CharField(max_length=60, default="", blank=True)
    office_phone = models.CharField(max_length=40, default="", blank=True)
    mobile = EncryptedText(default="", blank=True)
    note = models.CharField(max_length=200, default="", blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["congress", "body"], name="contact_of_body", condition=Q(is_current=True))]


class AccountManager(BaseUserManager["Account"]):
    def create_account(self, username: str, password: str | None = None) -> Account:
        account = Account(username=username)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A login, with nothing of the business in it. Names are never used again: accounts are closed, not deleted."""

    username = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    # Set by a sign-in slip: the next page asks for a password of one's own.
    must_set_password = models.BooleanField(default=False)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class LoginSession(AbstractBaseSession):
    """A login session that knows its account, so that the sealed functions can look up who is asking."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")

    objects: ClassVar[Any] = BaseSessionManager()

    @classmethod
    def get_session_store_class(cls) -> Any:
        from huiyin.people.sessions import SessionStore

        return SessionStore


class SlipCode(models.Model):
    """A one-time code printed on a sign-in slip; only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Person(TenantModel):
    """A natural person as one congress knows them."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=40)
    sort_key = models.CharField(max_length=200, default="")
    gender = models.CharField(max_length=4, default="", blank=True)
    deputy_no = models.CharField(max_length=40, default="", blank=True)
    work_unit = models.CharField(max_length=120, default="", blank=True)
    phone = EncryptedText(default="", blank=True)
    email = EncryptedText(default="", blank=True)
    confirmed = models.BooleanField(default=True)
    # The record of the same person that was kept when two were made one.
    merged_into = TenantKey("self", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["congress", "name"], name="person_name"),
            models.Index(fields=["congress", "account"], name="person_account"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    DEPUTY = "deputy", "人大代表"
    COMMITTEE_OFFICER = "committee_officer", "代表工委工作人员"
    DISPATCHER = "dispatcher", "政府办交办人员"
    UNIT_CLERK = "unit_clerk", "承办单位经办人"
    UNIT_HEAD = "unit_head", "承办单位负责人"
    LEADER = "leader", "分管领导"
    COUNCIL_MEMBER = "council_member", "主任会议成员"
    COMMITTEE_MEMBER = "committee_member", "专门委员会、工作委员会"
    SUPERVISION_OFFICER = "supervision_officer", "督查室工作人员"
    SECRETARIAT = "secretariat", "大会秘书处工作人员"
    STREET_CLERK = "street_clerk", "人大街道工委工作人员"
    DELEGATION_CLERK = "delegation_clerk", "代表团工作人员"
    CONGRESS_ADMIN = "congress_admin", "本级管理员"


# Who oversees what a government office passed on: who passes on, who answers for it, who pushes (M11).
OVERSEERS = (Role.DISPATCHER, Role.LEADER, Role.SUPERVISION_OFFICER)
# Who looks on at everything on the congress's side: the council of chairpersons, and its committees.
ONLOOKERS = (Role.COUNCIL_MEMBER, Role.COMMITTEE_MEMBER)


class Seat(TenantModel):
    """席位: a person × a body × a role × a term. An ended deputy seat still reads and evaluates its own cases."""

    person = TenantKey(Person, related_name="seats")
    body = TenantKey(Body)
    role = models.CharField(max_length=20, choices=Role.choices)
    term = TenantKey(Term, null=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    acting_for = TenantKey("self", null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "person", "body", "role"], name="seat_once", condition=Q(ended_on__isnull=True)
            ),
            models.CheckConstraint(condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="seat_dates"),
        ]
        indexes = [models.Index(fields=["congress", "body", "role"], name="seat_of_body")]

    @property
    def is_over(self) -> bool:
        return self.ended_on is not None or (self.to_on is not None and self.to_on < clock.today())

    @property
    def acting_words(self) -> str:
        """Said behind the name of whoever holds the seat for somebody away; empty for a seat of one's own."""
        return ACTING if self.acting_for_id is not None else ""

    @property
    def is_to_come(self) -> bool:
        return self.from_on is not None and self.from_on > clock.today()

"""The lists every office keeps — units, deputies, unit contacts — read into typed rows with doubts. Pure."""

from huiyin.people.lists.bodies import BodyRow, kind_of_name, parse_bodies
from huiyin.people.lists.common import ListFile, ListRefused
from huiyin.people.lists.contacts import ContactRow, parse_contacts
from huiyin.people.lists.deputies import DeputyRow, parse_deputies

__all__ = [
    "BodyRow",
    "ContactRow",
    "DeputyRow",
    "ListFile",
    "ListRefused",
    "kind_of_name",
    "parse_bodies",
    "parse_contacts",
    "parse_deputies",
]

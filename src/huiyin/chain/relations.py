"""How a seat may stand to the whole congress; rooms define the closer relations next to their things."""

from huiyin.chain.catalogue import Relation

OF_CONGRESS = Relation("of_congress", "本级全部", lambda seat, thing: seat.congress_id == thing.congress_id)

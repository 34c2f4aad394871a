"""Files in pieces (tus 1.0.0): what was acknowledged stays, what is refused goes, nobody touches another's."""

from __future__ import annotations

import base64
import hashlib
import io
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import docx
import pytest

from huiyin.foundation import arrivals, clock, files
from huiyin.foundation.models import Arrival, Draft
from tests.foundation.test_files import jpg, png
from tests.support.papers import CLOSED, KIND, PAPERS
from tests.support.tus import PIECE_TYPE, Sender
from tests.web.test_bad_uploads import BAD_DOCUMENTS, NAMES
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + random.Random(7).randbytes(300_000)
CUT = 100_000


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sender(world: World) -> Iterator[Sender]:
    with world.acting():
        yield Sender(world.seats["deputy"])


@pytest.fixture
def clerk(world: World) -> Iterator[Sender]:
    with world.acting():
        yield Sender(world.seats["clerk"])


# -- the protocol ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["POST", "PATCH"])
def test_a_file_in_three_pieces_arrives_whole(sender: Sender, verb: str) -> None:
    begun = sender.begin(PDF)
    assert (begun.status_code, begun["Upload-Offset"], begun["Tus-Resumable"]) == (201, "0", "1.0.0")
    url, at = begun["Location"], 0
    for piece in (PDF[:CUT], PDF[CUT : 2 * CUT], PDF[2 * CUT :]):
        answer = sender.bring(url, at, piece, verb)
        at += len(piece)
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(at))
    (file,) = sender.kept
    assert files.open_stored(file.digest).read() == PDF and (file.name, file.kind, file.size) == (
        "材料.pdf",
        "pdf",
        len(PDF),
    )
    told = sender.client.get(url).json()
    assert told["sentence"] == "" and told["file"]["name"] == "材料.pdf"
    fetched = sender.client.get(told["file"]["url"])
    assert fetched.content == PDF and fetched["Content-Disposition"].startswith("attachment")


def test_how_far_a_file_is_can_be_asked(sender: Sender) -> None:
    url = sender.begin(PDF)["Location"]
    sender.bring(url, 0, PDF[:CUT])
    told = sender.head(url)
    assert (told.status_code, told["Upload-Offset"], told["Upload-Length"]) == (200, str(CUT), str(len(PDF)))
    assert "no-store" in told["Cache-Control"] and told["Upload-Expires"].endswith("GMT")


def test_the_same_file_chosen_again_goes_on_where_it_stopped(sender: Sender) -> None:
    first = sender.begin(PDF)
    sender.bring(first["Location"], 0, PDF[:CUT])
    again = sender.begin(PDF)
    assert (again.status_code, again["Location"], again["Upload-Offset"]) == (200, first["Location"], str(CUT))
    assert sender.bring(again["Location"], CUT, PDF[CUT:]).status_code == 204 and len(sender.kept) == 1


def test_another_content_under_the_same_name_and_size_begins_anew(sender: Sender) -> None:
    first = sender.begin(PDF)
    again = sender.begin(PDF[:-1] + b"x")
    assert again.status_code == 201 and again["Location"] != first["Location"]


def test_a_piece_at_a_wrong_place_is_not_written(sender: Sender) -> None:
    url = sender.begin(PDF)["Location"]
    sender.bring(url, 0, PDF[:CUT])
    for offset in (0, CUT - 1, CUT + 1, len(PDF)):
        answer = sender.bring(url, offset, b"wrong")
        assert (answer.status_code, answer["Upload-Offset"]) == (409, str(CUT))
    sender.bring(url, CUT, PDF[CUT:])
    assert files.open_stored(sender.kept[0].digest).read() == PDF


def test_what_is_longer_than_was_said_is_not_written(sender: Sender) -> None:
    url = sender.begin(PDF)["Location"]
    assert sender.bring(url, 0, PDF + b"!").status_code == 413
    assert sender.head(url)["Upload-Offset"] == "0" and sender.kept == []


def test_a_piece_larger_than_a_piece_may_be_is_not_even_read(sender: Sender) -> None:
    huge = bytes(arrivals.LARGEST_PIECE + 1)
    url = sender.begin(huge)["Location"]
    answer = sender.bring(url, 0, huge)
    assert answer.status_code == 413 and "一段最多 4 MB" in answer.json()["sentence"]


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_with_a_wrong_checksum_is_not_written_and_with_the_right_one_is(sender: Sender, algorithm: str) -> None:
    url = sender.begin(PDF)["Location"]
    right = base64.b64encode(hashlib.new(algorithm, PDF).digest()).decode()
    for wrong in (f"{algorithm} AAAA", f"{algorithm} ???", f"md4 {right}", algorithm):
        assert sender.bring(url, 0, PDF, **{"Upload-Checksum": wrong}).status_code == 460
    assert sender.head(url)["Upload-Offset"] == "0"
    assert sender.bring(url, 0, PDF, **{"Upload-Checksum": f"{algorithm} {right}"}).status_code == 204
    assert len(sender.kept) == 1


def test_a_whole_that_is_not_what_was_announced_is_refused_and_its_bytes_go(
    sender: Sender, django_capture_on_commit_callbacks: Any
) -> None:
    url = sender.begin(PDF, crc="00000000")["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = sender.bring(url, 0, PDF)
    assert answer.status_code == 422 and "内容变了" in answer.json()["sentence"]
    assert sender.kept == [] and not lying(sender, url)
    assert sender.client.get(url).json()["sentence"] == answer.json()["sentence"], "it can be asked again"
    assert sender.bring(url, len(PDF), b"x").status_code == 422


def lying(sender: Sender, url: str) -> bool:
    row = Arrival.objects.get(congress_id=sender.seat.congress_id, pk=int(url.split("/")[-2]))
    return arrivals.path_of(row.key).exists()


@pytest.mark.parametrize("verb", ["POST", "DELETE"])
def test_who_gives_up_leaves_nothing(sender: Sender, verb: str, django_capture_on_commit_callbacks: Any) -> None:
    url = sender.begin(PDF)["Location"]
    sender.bring(url, 0, PDF[:CUT])
    key = Arrival.objects.get(congress_id=sender.seat.congress_id).key
    assert arrivals.path_of(key).stat().st_size == CUT
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.drop(url, verb).status_code == 204
    assert not arrivals.path_of(key).exists() and sender.head(url).status_code == 404


def test_the_bytes_are_gone_from_the_way_once_the_file_is_kept(
    sender: Sender, django_capture_on_commit_callbacks: Any
) -> None:
    url = sender.begin(PDF)["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        sender.bring(url, 0, PDF)
    assert not lying(sender, url) and sender.head(url)["Upload-Offset"] == str(len(PDF))


@pytest.mark.parametrize(
    ("change", "status"),
    [({"Upload-Length": "many"}, 400), ({"Upload-Length": "-5"}, 400), ({"Upload-Length": "9" * 30}, 400),
     ({"Upload-Metadata": "name ???"}, 400), ({"Upload-Metadata": ""}, 400), ({"Upload-Metadata": "crc32 eA=="}, 400),
     ({"Upload-Metadata": "name eA==,crc32 WFhY"}, 400), ({"Tus-Resumable": "0.2.2"}, 412), ({"Upload-Length": "0"}, 422)],
)  # fmt: skip
def test_an_announcement_that_cannot_be_read_is_refused_in_words(sender: Sender, change: Any, status: int) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "5", "Upload-Metadata": "name eC5wZGY="} | change
    answer = sender.client.post(sender.begin_url, headers=headers)
    assert answer.status_code == status
    assert status == 412 or answer.json()["sentence"].endswith("。")


def test_a_piece_that_is_none_is_refused(sender: Sender) -> None:
    url = sender.begin(PDF)["Location"]
    assert sender.bring(url, "here", PDF).status_code == 400
    assert sender.bring(url, "-1", PDF).status_code == 400
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    assert sender.client.generic("PATCH", url, PDF, "text/plain", headers=headers).status_code == 415
    assert sender.client.post(url, {"x": "y"}, headers=headers).status_code == 400
    assert sender.client.generic("PATCH", url, PDF, PIECE_TYPE, headers={"Upload-Offset": "0"}).status_code == 412
    assert sender.head(url)["Upload-Offset"] == "0"


def test_what_the_server_speaks_can_be_asked(sender: Sender) -> None:
    answer = sender.client.options(sender.begin_url)
    assert (answer.status_code, answer["Tus-Version"]) == (204, "1.0.0") and "termination" in answer["Tus-Extension"]


def test_other_verbs_stay_closed_everywhere_else(sender: Sender) -> None:
    for verb in ("PATCH", "DELETE"):
        assert sender.client.generic(verb, sender.begin_url).status_code == 405
        assert sender.client.generic(verb, f"/s/{sender.seat.pk}/notices/").status_code == 405
        assert sender.client.generic(verb, f"/s/{sender.seat.pk}/uploads/1/x").status_code == 405


# -- whose -------------------------------------------------------------------------------------------------------------


def test_another_seat_s_file_is_not_found_by_any_verb(sender: Sender, clerk: Sender) -> None:
    url = sender.begin(PDF)["Location"]
    number = url.split("/")[-2]
    for other in (f"/s/{clerk.seat.pk}/uploads/{number}/", url):
        assert clerk.head(other).status_code == 404
        assert clerk.client.get(other).status_code == 404
        assert clerk.bring(other, 0, PDF).status_code == 404
        assert clerk.drop(other).status_code == 404
    assert sender.head(url)["Upload-Offset"] == "0"


def test_nothing_can_be_hung_on_what_one_may_not_see_or_nobody_registered(sender: Sender, clerk: Sender) -> None:
    for url in (f"/s/{clerk.seat.pk}/uploads/{KIND}/{sender.paper.pk}/", f"/s/{clerk.seat.pk}/uploads/nothing/1/"):
        assert clerk.begin(PDF, url=url).status_code == 404


def test_a_file_is_read_and_removed_only_by_who_may(sender: Sender, clerk: Sender) -> None:
    sender.all_of(PDF)
    (file,) = sender.kept
    assert clerk.client.get(f"/s/{clerk.seat.pk}/file/{file.pk}/").status_code == 404
    assert (
        clerk.client.post(f"/s/{clerk.seat.pk}/uploads/{KIND}/{sender.paper.pk}/remove/{file.pk}/").status_code == 404
    )
    assert clerk.client.post(f"/s/{clerk.seat.pk}/uploads/{KIND}/{clerk.paper.pk}/remove/{file.pk}/").status_code == 404
    assert sender.kept == [file]
    assert sender.client.post(f"{sender.begin_url}remove/{file.pk}/").status_code == 200
    assert sender.kept == [] and sender.client.get(f"/s/{sender.seat.pk}/file/{file.pk}/").status_code == 404


def test_a_thing_handed_in_meanwhile_takes_no_more(sender: Sender) -> None:
    url = sender.begin(PDF)["Location"]
    sender.bring(url, 0, PDF[:CUT])
    Draft.objects.filter(congress_id=sender.seat.congress_id, pk=sender.paper.pk).update(data={"handed_in": "1"})
    answers = sender.bring(url, CUT, PDF[CUT:]), sender.begin(PDF), sender.client.post(f"{sender.begin_url}remove/1/")
    assert [(answer.status_code, answer.json()["sentence"]) for answer in answers] == [(403, CLOSED)] * 3
    assert sender.kept == []


def test_every_change_needs_its_token(world: World) -> None:
    with world.acting():
        sender = Sender(world.seats["deputy"], enforce_csrf_checks=True)
        row, _ = arrivals.begin(sender.seat, PAPERS, sender.paper.pk, "材料.pdf", len(PDF))
        url = f"/s/{sender.seat.pk}/uploads/{row.pk}/"
        assert [sender.begin(PDF).status_code, sender.bring(url, 0, PDF).status_code] == [403, 403]
        assert [sender.bring(url, 0, PDF, "PATCH").status_code, sender.drop(url).status_code] == [403, 403]


# -- limits and bad files ----------------------------------------------------------------------------------------------


def test_a_seat_has_so_many_files_under_way_and_not_one_more(sender: Sender, clerk: Sender) -> None:
    for n in range(arrivals.MOST_UNDER_WAY):
        assert sender.begin(PDF, f"{n}.pdf").status_code == 201
    answer = sender.begin(PDF, "多了.pdf")
    assert answer.status_code == 429 and "最多 20 个" in answer.json()["sentence"]
    assert sender.begin(PDF, "0.pdf").status_code == 200, "what is under way can be gone on with"
    assert clerk.begin(PDF).status_code == 201


def test_what_a_seat_has_under_way_is_limited_in_bytes_too(sender: Sender) -> None:
    for n in range(6):
        assert sender.begin(b"x", f"{n}.pdf", size=50 << 20).status_code == 201
    answer = sender.begin(PDF, "多了.pdf")
    assert answer.status_code == 429 and "300 MB" in answer.json()["sentence"]


def test_a_file_over_the_limit_is_refused_before_a_byte_is_sent(sender: Sender) -> None:
    answer = sender.begin(b"x", size=(50 << 20) + 1)
    assert answer.status_code == 422 and "最多能传 50 MB" in answer.json()["sentence"]


def test_a_full_disk_is_said(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "FREE", 1 << 62)
    answer = sender.begin(PDF)
    assert answer.status_code == 507 and "磁盘快满了" in answer.json()["sentence"]


def test_a_thing_takes_so_many_files_and_the_same_only_once(sender: Sender) -> None:
    assert sender.all_of(PDF).status_code == 204
    assert "已经在材料里" in sender.all_of(PDF).json()["sentence"]
    assert "已经在材料里" in sender.all_of(PDF, "换个名字.pdf").json()["sentence"]
    for n in range(2):
        assert sender.all_of(PDF + bytes([n]), f"{n}.pdf").status_code == 204
    answer = sender.all_of(PDF + b"third", "三.pdf")
    assert answer.status_code == 422 and "最多放 3 份" in answer.json()["sentence"]


def test_a_removed_file_can_be_sent_again(sender: Sender) -> None:
    sender.all_of(PDF)
    sender.client.post(f"{sender.begin_url}remove/{sender.kept[0].pk}/")
    assert sender.all_of(PDF).status_code == 204 and len(sender.kept) == 1


@pytest.mark.parametrize("bad", BAD_DOCUMENTS)
@pytest.mark.parametrize("pieces", [1, 3])
def test_a_bad_file_is_refused_in_words_however_it_came(sender: Sender, bad: str, pieces: int) -> None:
    """89–112, as at every other upload."""
    name, content = BAD_DOCUMENTS[bad]
    answer = sender.begin(content, name)
    part = len(content) // pieces + 1
    for at in range(0, len(content), part):
        if answer.status_code not in (201, 204):
            break
        url = answer.headers.get("Location", locals().get("url", ""))
        answer = sender.bring(url, at, content[at : at + part])
    assert answer.status_code == 422 and answer.json()["sentence"].endswith("。"), bad
    assert sender.kept == []


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_name_is_made_harmless(sender: Sender, name: str) -> None:
    """109."""
    assert sender.all_of(PDF, name).status_code == 204
    (file,) = sender.kept
    assert file.name.endswith(".pdf") and not set(file.name) & set('/\\<>"\0\u202e') and len(file.name) <= 200


def test_a_photograph_loses_its_place_and_keeps_its_points(sender: Sender) -> None:
    """108."""
    assert sender.all_of(jpg(), "照片.jpg").status_code == 204
    content = files.open_stored(sender.kept[0].digest).read()
    assert b"GPS" in jpg() and b"GPS" not in content and content.endswith(b"\xff\xd9")


def test_a_program_is_refused_at_its_first_bytes(sender: Sender) -> None:
    content = b"MZ\x90\0" + bytes(5_000_000)
    url = sender.begin(content, "照片.jpg")["Location"]
    answer = sender.bring(url, 0, content[:65536])
    assert answer.status_code == 422 and "内容却不是" in answer.json()["sentence"]


def test_a_word_file_arrives_in_pieces(sender: Sender) -> None:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("关于增设公平秤的建议")
    document.save(out)
    content = out.getvalue()
    url = sender.begin(content, "建议.docx")["Location"]
    sender.bring(url, 0, content[:9000])
    assert sender.bring(url, 9000, content[9000:]).status_code == 204 and sender.kept[0].kind == "docx"


# -- what time and accidents do ----------------------------------------------------------------------------------------


def test_bytes_beyond_the_row_are_overwritten_and_bytes_lost_are_asked_for_again(sender: Sender) -> None:
    """A process killed between disk and database; a restore that brought the row and not the bytes."""
    url = sender.begin(PDF)["Location"]
    sender.bring(url, 0, PDF[:CUT])
    path = arrivals.path_of(Arrival.objects.get(congress_id=sender.seat.congress_id).key)
    path.write_bytes(PDF[:CUT] + b"never acknowledged")
    assert sender.head(url)["Upload-Offset"] == str(CUT)
    assert sender.bring(url, CUT, PDF[CUT : CUT + 5]).status_code == 204 and path.read_bytes() == PDF[: CUT + 5]
    path.write_bytes(PDF[:10])
    assert sender.head(url)["Upload-Offset"] == "10"
    assert sender.bring(url, CUT + 5, PDF[CUT + 5 :]).status_code == 409
    path.unlink()
    assert sender.begin(PDF)["Upload-Offset"] == "0"
    assert sender.bring(url, 0, PDF).status_code == 204
    assert files.open_stored(sender.kept[0].digest).read() == PDF


def test_what_nobody_goes_on_with_is_cleared_and_what_is_fresh_stays(
    sender: Sender, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    old, fresh = sender.begin(PDF)["Location"], ""
    sender.bring(old, 0, PDF[:CUT])
    path = arrivals.path_of(Arrival.objects.get(congress_id=world.congress.pk).key)
    with clock.frozen(clock.now() + arrivals.KEPT - timedelta(hours=1)):
        fresh = sender.begin(PDF, "新.pdf")["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        arrivals.clear_expired(clock.now() + arrivals.KEPT + timedelta(minutes=1))
    with world.acting():
        assert not path.exists() and Arrival.objects.filter(congress=world.congress).count() == 1
        assert sender.head(old).status_code == 404 and sender.head(fresh).status_code == 200


def test_a_piece_without_a_row_is_cleared_after_a_day(world: World) -> None:
    left = files.shelf() / "arriving" / ("0" * 32)
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"x")
    arrivals.clear_expired(clock.now())
    assert left.exists()
    arrivals.clear_expired(clock.now() + timedelta(days=2))
    assert not left.exists()


def test_a_picture_cut_short_is_refused_and_the_whole_one_taken(sender: Sender) -> None:
    """107: what was cut on the sender's side, not on the way."""
    whole = png(more=b"")
    assert "不完整" in sender.all_of(whole[:-20], "图.png").json()["sentence"]
    assert sender.all_of(whole, "图.png").status_code == 204

"""Writers take turns, readers see one moment, and every transaction has a later instant than the one before."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlmodel import select
from storing import MONDAY, Where, names, received, say, site

from engine.store import Store, StoreError
from engine.store.models import ImportFile, RecordVersion
from engine.store.transaction import SKEW

MOMENT = timedelta(microseconds=1)


def test_a_reader_sees_one_moment_while_another_writes(store: Store) -> None:
    with store.writing(MONDAY) as session:
        received(session, "first")
    with store.reading() as reader:
        assert len(reader.exec(select(ImportFile)).all()) == 1
        with store.writing(MONDAY) as writer:
            received(writer, "second")
        assert len(reader.exec(select(ImportFile)).all()) == 1
    assert names(store) == ["first", "second"]


def test_a_second_writer_is_told_after_its_wait(place: Where, store: Store) -> None:
    impatient = place.open(wait=0.3)
    with store.writing(MONDAY) as session:
        received(session)
        told = r"另一个写入者正在写台账，等了 0\.3 秒.*重试.*台账没有变动"
        with pytest.raises(StoreError, match=told), impatient.writing(MONDAY):
            pytest.fail("two writers at once")
    with impatient.writing(MONDAY) as session:
        received(session, "after")
    impatient.close()
    assert names(store) == ["发现.csv", "after"]


def test_a_second_writer_that_can_wait_goes_second_with_a_later_instant(place: Where, store: Store) -> None:
    other = place.open(wait=20)
    waiting, instants = threading.Event(), []

    def second() -> None:
        waiting.set()
        with other.writing(MONDAY - timedelta(seconds=30)) as session:
            instants.append(session.now)
            received(session, "second")

    thread = threading.Thread(target=second)
    with store.writing(MONDAY) as session:
        thread.start()
        waiting.wait()
        received(session, "first")
    thread.join()
    other.close()
    assert names(store) == ["first", "second"]
    assert instants == [MONDAY + MOMENT]


def test_each_transaction_has_an_instant_of_its_own(store: Store) -> None:
    assert [say(store, site("S1")), say(store, site("S2")), say(store, site("S3"))] == [
        MONDAY,
        MONDAY + MOMENT,
        MONDAY + 2 * MOMENT,
    ]


@pytest.mark.parametrize("behind", [SKEW - MOMENT, SKEW])
def test_a_clock_a_minute_behind_is_taken_to_have_waited(store: Store, behind: timedelta) -> None:
    say(store, site("S1"))
    assert say(store, site("S2"), now=MONDAY - behind) == MONDAY + MOMENT


def test_a_clock_set_back_is_refused_and_nothing_is_written(store: Store) -> None:
    say(store, site("S1"))
    with pytest.raises(StoreError, match=r"早于台账最后一次记录的时间（2026-03-09 09:00:00）.*请校准时钟"):
        say(store, site("S2"), now=MONDAY - SKEW - MOMENT)
    with store.reading() as session:
        assert [version.record_id for version in session.exec(select(RecordVersion)).all()] == ["S1"]


def test_any_table_tells_that_the_clock_was_set_back(store: Store) -> None:
    with store.writing(MONDAY) as session:
        received(session)
    assert store.last_known() is None
    with pytest.raises(StoreError, match="校准时钟"):
        say(store, site("S1"), now=MONDAY - timedelta(hours=1))


def test_a_row_of_another_instant_is_not_let_in(store: Store) -> None:
    with pytest.raises(StoreError, match="程序内部错误"), store.writing(MONDAY) as session:
        received(session, recorded_at=MONDAY - timedelta(days=1))
    assert names(store) == []


def test_a_naive_instant_is_a_fault_of_the_program(store: Store) -> None:
    with pytest.raises(ValueError, match="naive"), store.writing(datetime(2026, 3, 9)):  # noqa: DTZ001
        pass

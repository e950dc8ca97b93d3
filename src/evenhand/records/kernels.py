"""The inner loops of the CSV reader, compiled: where records and fields begin and end.

RFC 4180: a field may stand in quotation marks, in which a doubled mark means one, and which may
hold separators and line ends; a mark within an unquoted field is an ordinary character. What is not
so is not guessed at: the record is given up at its first line end and reading goes on after it, so
that one stray mark costs one line and not the rest of the file.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

QUOTE, LF, CR = 34, 10, 13
# Why a record is bad.
FIELDS, TRAILING, UNCLOSED, TOO_OFTEN = 1, 2, 3, 4
# How much may be read in vain beyond the lines at which records are given up: bytes for each byte
# of data, and at first. A file can be made such that each line costs as much as thousands.
_VAIN_PER_BYTE, _VAIN_AT_FIRST = 64, 1 << 22
Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]


@numba.njit(cache=True, nogil=True)
def split_records(
    data: Bytes,
    separator: int,
    fields: int,
    longest: int,
    final: bool,
    starts: Offsets,
    ends: Offsets,
    quoted: npt.NDArray[np.bool_],
    spans: Offsets,
    faults: npt.NDArray[np.int8],
) -> tuple[int, int]:
    """Find the records in ``data`` and the fields in each.

    ``fields`` is how many each must have (0: any, for a header). Writes for record r its byte span
    (``spans[r]``, two columns) and its fault (0 when good), and for field f of the g-th good one
    ``starts``, ``ends`` and ``quoted`` at ``g * fields + f`` (for a header at f). A quoted field
    longer than ``longest`` bytes counts as unclosed. Once much more was read in vain than there is,
    a quoted field that goes on over a line end is a fault in itself (TOO_OFTEN), so that the time
    stays linear. Without ``final`` the last record is left for the next call unless its line end is
    there. Returns the records found and the bytes used; stops when ``faults`` is full, or
    ``starts`` is.
    """
    size = data.size
    room = faults.size
    cells = starts.size
    record = 0
    at = 0
    in_vain = 0
    good = 0
    good_room = cells // fields if fields > 0 else 1
    while at < size and record < room and good < good_room:
        begin = at
        if data[at] == LF:  # an empty line is no record
            at += 1
            continue
        if data[at] == CR and at + 1 < size and data[at + 1] == LF:
            at += 2
            continue
        field = 0
        fault = 0
        more = False  # the data end within the record
        one_line = in_vain > _VAIN_AT_FIRST + _VAIN_PER_BYTE * at
        while True:
            cell = good * fields + field
            if (fields > 0 and field >= fields) or cell >= cells:
                fault = FIELDS
                break
            if at < size and data[at] == QUOTE:
                at += 1
                opened = at
                closed = False
                while at < size:
                    if data[at] == QUOTE:
                        if at + 1 < size and data[at + 1] == QUOTE:
                            at += 2
                            continue
                        closed = True
                        break
                    if one_line and data[at] == LF:
                        fault = TOO_OFTEN
                        break
                    at += 1
                    if at - opened > longest:
                        break
                if fault != 0:
                    break
                if not closed:
                    if at - opened > longest or final:
                        fault = UNCLOSED
                    else:
                        more = True
                    break
                if at + 1 >= size and not final:
                    more = True
                    break
                starts[cell], ends[cell], quoted[cell] = opened, at, True
                at += 1
                if at < size and data[at] == CR and (at + 1 >= size or data[at + 1] == LF):
                    if at + 1 >= size and not final:
                        more = True
                        break
                    at += 1
                if at < size and data[at] != separator and data[at] != LF:
                    fault = TRAILING
                    break
            else:
                opened = at
                while at < size and data[at] != separator and data[at] != LF:
                    at += 1
                if at >= size and not final:
                    more = True
                    break
                end = at
                if end > opened and data[end - 1] == CR and (at >= size or data[at] == LF):
                    end -= 1
                starts[cell], ends[cell], quoted[cell] = opened, end, False
            field += 1
            if at >= size:
                break
            if data[at] == LF:
                at += 1
                break
            at += 1  # the separator; at the end of the data an empty field follows it
            if at >= size and not final:
                more = True
                break
        if more:
            return record, begin
        if fault == 0 and fields > 0 and field != fields:
            fault = FIELDS
        if fault != 0:
            reached = at
            at = begin
            while at < size and data[at] != LF:
                at += 1
            in_vain += max(0, reached - at)
            if at >= size and not final:
                return record, begin
            at += 1
        spans[record, 0] = begin
        spans[record, 1] = min(at, size)
        faults[record] = fault
        record += 1
        if fault == 0:
            good += 1
        if fields == 0:
            return field, min(at, size)
    return record, min(at, size)


@numba.njit(cache=True, nogil=True)
def gather_field(
    data: Bytes,
    starts: Offsets,
    ends: Offsets,
    quoted: npt.NDArray[np.bool_],
    cells: Offsets,
    out: Bytes,
    offsets: Offsets,
) -> int:
    """Copy the fields at ``cells`` one after the other, with doubled marks undoubled.

    ``out`` must have room for all of them; ``offsets`` gets one more entry than there are cells, as
    Arrow has it. Returns the bytes written.
    """
    to = 0
    for i in range(cells.size):
        offsets[i] = to
        cell = cells[i]
        at = starts[cell]
        end = ends[cell]
        if quoted[cell]:
            while at < end:
                out[to] = data[at]
                to += 1
                at += 2 if data[at] == QUOTE else 1
        else:
            for j in range(at, end):
                out[to] = data[j]
                to += 1
    offsets[cells.size] = to
    return to

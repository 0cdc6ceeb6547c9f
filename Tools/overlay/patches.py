"""Unified diffs of bytes: writing one, and applying one strictly.

The format is that of `diff -U1 -p`: one line of context, the enclosing function in the hunk header, no dates.
Lines end at \\n alone, so that files with \\r\\n and files that are not UTF-8 come through unchanged.
A patch that removes its file has the two header lines and no hunk.

Applying is exact: every context line and every removed line must be there. Against the pinned release a hunk
stands at its line. Against another one (loose=True) it may have moved: the nearest place counts, and where
the header names a function, a place inside that function; at last one of the two context lines may differ.
"""

import re

CONTEXT = 1
NO_NEWLINE = b'\\ No newline at end of file'
HUNK = re.compile(rb'^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(?: (.*))?$')
# Beyond this many changed lines in one stretch the stretch is replaced as a whole.
MOST_EDITS = 1500


class PatchError(Exception):
    """Says which hunk does not apply and why."""


# ---- comparing ----

def _edits(old, new):
    """Myers' shortest edit script, as the list of matching (i, j) pairs."""
    n, m = len(old), len(new)
    reach = {1: 0}
    trace = []
    for d in range(min(n + m, MOST_EDITS) + 1):
        trace.append(dict(reach))
        for k in range(-d, d + 1, 2):
            if k == -d or (k != d and reach[k - 1] < reach[k + 1]):
                x = reach[k + 1]
            else:
                x = reach[k - 1] + 1
            y = x - k
            while x < n and y < m and old[x] == new[y]:
                x += 1
                y += 1
            reach[k] = x
            if x >= n and y >= m:
                return _walk_back(trace, n, m)
    return []


def _walk_back(trace, x, y):
    pairs = []
    for d in range(len(trace) - 1, -1, -1):
        reach = trace[d]
        k = x - y
        if k == -d or (k != d and reach.get(k - 1, -1) < reach.get(k + 1, -1)):
            before = k + 1
        else:
            before = k - 1
        before_x = reach[before] if d else 0
        before_y = before_x - before if d else 0
        while x > before_x and y > before_y and (d or (x and y)):
            x -= 1
            y -= 1
            pairs.append((x, y))
        x, y = before_x, before_y
    pairs.reverse()
    return pairs


def _anchors(old, new):
    """Lines that stand once in both, in an order common to both (patience diff)."""
    def once(lines):
        places = {}
        for index, line in enumerate(lines):
            places[line] = -1 if line in places else index
        return places
    in_new = once(new)
    pairs = [(i, in_new[line]) for line, i in once(old).items() if i >= 0 and in_new.get(line, -1) >= 0]
    pairs.sort()
    piles, back = [], {}
    for pair in pairs:
        low, high = 0, len(piles)
        while low < high:
            middle = (low + high) // 2
            if piles[middle][1] < pair[1]:
                low = middle + 1
            else:
                high = middle
        back[pair] = piles[low - 1] if low else None
        piles[low:low + 1] = [pair]
    chain, pair = [], piles[-1] if piles else None
    while pair:
        chain.append(pair)
        pair = back[pair]
    return chain[::-1]


def _matches(old, new):
    """All matching (i, j) pairs of lines, increasing in both."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    a, b = old[start:len(old) - end], new[start:len(new) - end]
    pairs = [(i, i) for i in range(start)]
    last = (0, 0)
    for anchor in _anchors(a, b) + [(len(a), len(b))]:
        for i, j in _edits(a[last[0]:anchor[0]], b[last[1]:anchor[1]]):
            pairs.append((start + last[0] + i, start + last[1] + j))
        if anchor[0] < len(a):
            pairs.append((start + anchor[0], start + anchor[1]))
            last = (anchor[0] + 1, anchor[1] + 1)
    pairs.extend((len(old) - k, len(new) - k) for k in range(end, 0, -1))
    return pairs


def _changes(old, new):
    """[(i1, i2, j1, j2)]: old[i1:i2] became new[j1:j2]."""
    changes = []
    i = j = 0
    for pi, pj in _matches(old, new) + [(len(old), len(new))]:
        if pi > i or pj > j:
            changes.append((i, pi, j, pj))
        i, j = pi + 1, pj + 1
    for index, change in enumerate(changes):
        before = changes[index - 1][1] if index else 0
        after = changes[index + 1][0] if index + 1 < len(changes) else len(old)
        changes[index] = _slide(old, new, change, before, after)
    return changes


def _slide(old, new, change, before, after):
    """A block that is only added or only removed may often stand a few lines up or down with the same
    effect. Prefer the place where it starts at the least indentation after a blank line."""
    i1, i2, j1, j2 = change
    if i1 != i2 and j1 != j2:
        return change
    lines, start, stop = (new, j1, j2) if i1 == i2 else (old, i1, i2)
    low = 0
    while i1 + low > before and lines[start + low - 1] == lines[stop + low - 1]:
        low -= 1
    high = 0
    while i2 + high < after and lines[start + high] == lines[stop + high]:
        high += 1

    def cost(shift):
        first = lines[start + shift]
        last = lines[stop + shift - 1]
        indent = len(first) - len(first.lstrip()) if first.strip() else 200
        above = lines[start + shift - 1] if start + shift else b''
        return (indent, bool(above.strip()), bool(last.strip()), -shift)
    shift = min(range(low, high + 1), key=cost) if low or high else 0
    return (i1 + shift, i2 + shift, j1 + shift, j2 + shift)


# ---- writing ----

def _function_finder(name):
    """The test that says whether a line opens what a hunk header should name."""
    if name.endswith('.py'):
        test = re.compile(rb'^[ \t]*(class|def|async[ \t]+def)[ \t]').match
        return lambda lines, i: test(lines[i])
    if name.endswith(('.rst', '.txt')):
        underline = re.compile(rb'^([=\-~^*#"`])\1{2,}\s*$').match
        return lambda lines, i: (lines[i].startswith(b'.. ') and b'::' in lines[i]) or (
            i + 1 < len(lines) and lines[i].strip() and underline(lines[i + 1]))
    opens = re.compile(rb'^[A-Za-z_$]').match
    label = re.compile(rb'^[A-Za-z_]\w*:\s*($|/[*/])').match
    return lambda lines, i: opens(lines[i]) and not label(lines[i])


def _enclosing(lines, start, opens):
    for i in range(min(start, len(lines)) - 1, -1, -1):
        if opens(lines, i):
            return lines[i].strip()[:80].rstrip()
    return b''


def _split(data):
    lines = data.split(b'\n')
    last = lines.pop()
    lines = [line + b'\n' for line in lines]
    if last:
        lines.append(last)
    return lines


def diff(old, new, name):
    """The patch that makes new out of old; empty where they are the same. new None: the file is gone."""
    header = b'--- a/%s\n' % name.encode()
    if new is None:
        return header + b'+++ /dev/null\n'
    if old == new:
        return b''
    out = [header, b'+++ b/%s\n' % name.encode()]
    a, b = _split(old), _split(new)
    opens = _function_finder(name)
    groups = []
    for change in _changes(a, b):
        if groups and change[0] - groups[-1][-1][1] <= 2 * CONTEXT:
            groups[-1].append(change)
        else:
            groups.append([change])

    def line(sign, text):
        out.append(sign + text)
        if not text.endswith(b'\n'):
            out.append(b'\n' + NO_NEWLINE + b'\n')

    def span(start, count):
        if count == 1:
            return b'%d' % (start + 1)
        return b'%d,%d' % (start + 1 if count else start, count)
    for group in groups:
        i1, i2 = max(0, group[0][0] - CONTEXT), min(len(a), group[-1][1] + CONTEXT)
        j1, j2 = max(0, group[0][2] - CONTEXT), min(len(b), group[-1][3] + CONTEXT)
        function = _enclosing(a, i1, opens)
        out.append(b'@@ -%s +%s @@%s\n' % (span(i1, i2 - i1), span(j1, j2 - j1),
                                           b' ' + function if function else b''))
        at = i1
        for c1, c2, d1, d2 in group:
            for text in a[at:c1]:
                line(b' ', text)
            for text in a[c1:c2]:
                line(b'-', text)
            for text in b[d1:d2]:
                line(b'+', text)
            at = c2
        for text in a[at:i2]:
            line(b' ', text)
    return b''.join(out)


# ---- applying ----

def _parse(patch):
    """(removes_file, [(line, function, [(sign, text)])])"""
    lines = _split(patch)
    if len(lines) < 2 or not lines[0].startswith(b'--- ') or not lines[1].startswith(b'+++ '):
        raise PatchError('it does not start with the lines --- and +++')
    if len(lines) == 2:
        if lines[1].rstrip() == b'+++ /dev/null':
            return True, []
        raise PatchError('it has no hunk')
    hunks = []
    i = 2
    while i < len(lines):
        match = HUNK.match(lines[i].rstrip(b'\n'))
        if not match:
            raise PatchError('line %d of the patch is not a hunk header' % (i + 1))
        want = [int(match[2]) if match[2] else 1, int(match[4]) if match[4] else 1]
        start = int(match[1]) - 1 if want[0] else int(match[1])
        body = []
        i += 1
        while i < len(lines) and (want[0] or want[1] or lines[i].startswith(b'\\')):
            sign, text = lines[i][:1], lines[i][1:]
            if sign == b'\\':
                body[-1] = (body[-1][0], body[-1][1].rstrip(b'\n'))
            elif sign in (b' ', b'-', b'+'):
                want[0] -= sign != b'+'
                want[1] -= sign != b'-'
                body.append((sign, text))
            else:
                break
            i += 1
        if want != [0, 0]:
            raise PatchError('hunk %d is cut short' % (len(hunks) + 1))
        hunks.append((start, (match[5] or b'').strip(), body))
    return False, hunks


def apply(old, patch, name, loose=False):
    """(new, notes): new is None where the patch removes the file; a note tells of each hunk that moved."""
    removes, hunks = _parse(patch)
    if removes:
        return None, []
    lines = _split(old)
    opens = _function_finder(name)
    out, notes = [], []
    done = shift = 0
    for number, (start, function, body) in enumerate(hunks, 1):
        before = [text for sign, text in body if sign != b'+']
        place, cut = _locate(lines, before, body, start + shift, done, function, opens, loose)
        if place is None:
            raise PatchError(_why(lines, before, start + shift, number, function))
        if place != start or cut != (0, 0):
            notes.append('hunk %d %s line %d instead of %d' % (
                number, 'fits loosely at' if cut != (0, 0) else 'stands at', place + 1, start + 1))
        shift = place - start - cut[0]
        body = body[cut[0]:len(body) - cut[1]]
        out.extend(lines[done:place])
        done = place
        for sign, text in body:
            if sign == b' ':
                out.append(lines[done])
                done += 1
            elif sign == b'-':
                done += 1
            else:
                out.append(text)
    out.extend(lines[done:])
    return b''.join(out), notes


def _locate(lines, before, body, start, least, function, opens, loose):
    if start >= least and lines[start:start + len(before)] == before and (before or start <= len(lines)):
        if not loose or not function or not before or _enclosing(lines, start, opens) == function:
            return start, (0, 0)
    if not loose or not before:
        return None, None
    for cut in ((0, 0), (0, 1), (1, 0)):
        if cut[0] and body[0][0] != b' ' or cut[1] and body[-1][0] != b' ':
            continue
        wanted = before[cut[0]:len(before) - cut[1]]
        if not wanted:
            continue
        places = [i for i in range(least, len(lines) - len(wanted) + 1)
                  if lines[i] == wanted[0] and lines[i:i + len(wanted)] == wanted]
        inside = [i for i in places if function and _enclosing(lines, i, opens) == function]
        # A hunk that gave up a line of context is trusted only inside its own function.
        if cut != (0, 0):
            places = inside
        places = inside or places
        if places:
            return min(places, key=lambda i: abs(i - start - cut[0])), cut
    return None, None


def _why(lines, before, start, number, function):
    where = 'hunk %d (line %d%s) does not apply' % (
        number, start + 1, ', ' + function.decode('utf-8', 'replace') if function else '')
    for offset, text in enumerate(before):
        there = lines[start + offset] if 0 <= start + offset < len(lines) else None
        if there != text:
            show = lambda line: line.decode('utf-8', 'replace').strip()[:60]  # noqa: E731
            if there is None:
                return '%s: upstream ends before line %d, where "%s" is expected' % (
                    where, start + offset + 1, show(text))
            return '%s: line %d of upstream reads "%s" where "%s" is expected' % (
                where, start + offset + 1, show(there), show(text))
    return where + ': it overlaps the hunk before it'

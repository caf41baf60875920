"""The zones that a server answers for, arranged for looking up (RFC 1034 §4.3.2): pure, names in, records out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from heloworld.dns.zones.zone import Record, Zone
from heloworld.dns.zones.zone_reader import KEPT

CHAIN: Final = 9
"""CNAMEs that are followed for one question."""

_CNAME, _NS, _SOA, _ANY = dns.rdatatype.CNAME, dns.rdatatype.NS, dns.rdatatype.SOA, dns.rdatatype.ANY
_STAR: Final = dns.name.Name((b"*",))


@dataclass(frozen=True, slots=True)
class Finding:
    """What there is for a question.

    Attributes:
        answer: The records asked for, and the CNAMEs that led to them, in order.
        authority: The zone's SOA where there is nothing; where others answer for the name, their NS records.
        additional: The addresses of those others.
        exists: Whether the name exists, that of the last CNAME at the end of a chain.
        is_ours: Whether the name is in one of the zones.
        is_delegated: Whether another server answers for it.
    """

    answer: tuple[dns.rrset.RRset, ...] = ()
    authority: tuple[dns.rrset.RRset, ...] = ()
    additional: tuple[dns.rrset.RRset, ...] = ()
    exists: bool = True
    is_ours: bool = True
    is_delegated: bool = False


@dataclass(slots=True)
class _Node:
    """What one name of a zone has; a name that only others stand below has nothing, and exists (RFC 4592 §2.2.2)."""

    sets: dict[dns.rdatatype.RdataType, dns.rrset.RRset] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Tree:
    """A zone as it is looked through.

    Attributes:
        top: Its name.
        nodes: Its names.
        no: What comes with a no: how long it may be remembered (RFC 2308 §3).
        has_cuts: Whether others answer for a part of it.
    """

    top: dns.name.Name
    nodes: Mapping[dns.name.Name, _Node]
    no: tuple[dns.rrset.RRset, ...]
    has_cuts: bool


class Catalogue:
    """Zones to look names up in.

    Args:
        zones: Zones without faults; of two with one name the later.
    """

    def __init__(self, zones: Iterable[Zone]) -> None:
        self.zones: Mapping[str, Zone] = {each.origin: each for each in zones}
        self._trees = {each.top: each for each in map(_tree, self.zones.values())}

    def find(self, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> Finding:
        """Look a name up.

        Args:
            name: The name, in whatever case.
            kind: The type that is asked for; ANY for all.
        """
        answer: list[dns.rrset.RRset] = []
        passed: set[dns.name.Name] = set()
        while name not in passed and len(passed) < CHAIN:
            passed.add(name)
            tree = self._tree_of(name)
            if tree is None:
                return Finding(tuple(answer), is_ours=bool(answer))
            cut = _cut(tree, name) if tree.has_cuts else None
            if cut is not None and not (cut == name and kind == dns.rdatatype.DS):
                servers = tree.nodes[cut].sets[_NS]
                return Finding(tuple(answer), (servers,), self._addresses(servers), is_delegated=not answer)
            node = _node(tree, name)
            if node is None:
                return Finding(tuple(answer), tree.no, exists=False)
            alias = node.sets.get(_CNAME)
            if alias is None or kind in {_CNAME, _ANY}:
                found = [_named(each, name) for rdtype, each in node.sets.items() if kind in {rdtype, _ANY}]
                return Finding((*answer, *found), () if found else tree.no)
            answer.append(_named(alias, name))
            name = alias[0].target
        return Finding(tuple(answer))

    def _tree_of(self, name: dns.name.Name) -> _Tree | None:
        """The nearest zone above a name."""
        while (tree := self._trees.get(name)) is None:
            if len(name) <= 1:
                return None
            name = name.parent()
        return tree

    def _addresses(self, servers: dns.rrset.RRset) -> tuple[dns.rrset.RRset, ...]:
        """The addresses of name servers, as far as they are known here."""
        found = []
        for each in servers:
            tree = self._tree_of(each.target)
            node = tree.nodes.get(each.target) if tree is not None else None
            sets = node.sets if node is not None else {}
            found += [sets[kind] for kind in (dns.rdatatype.A, dns.rdatatype.AAAA) if kind in sets]
        return tuple(found)


@lru_cache(maxsize=KEPT)
def _tree(zone: Zone) -> _Tree:
    """A zone by its names. Nobody changes it: it is kept for the next world with the same zone."""
    top, nodes = dns.name.from_text(zone.origin), _nodes(zone)
    no: tuple[dns.rrset.RRset, ...] = ()
    if (soa := nodes[top].sets.get(_SOA)) is not None:
        no = (dns.rrset.from_rdata_list(top, min(soa.ttl, soa[0].minimum), list(soa)),)
    has_cuts = any(_NS in node.sets for name, node in nodes.items() if name != top)
    return _Tree(top, nodes, no, has_cuts)


def _nodes(zone: Zone) -> dict[dns.name.Name, _Node]:
    """The names of a zone, those among them that have nothing themselves."""
    top = dns.name.from_text(zone.origin)
    nodes: dict[dns.name.Name, _Node] = {top: _Node()}
    for record in zone.records:
        name = dns.name.from_text(record.name)
        above = name
        while above not in nodes:
            nodes[above] = _Node()
            above = above.parent()
        _put(nodes[name], name, record)
    return nodes


def _put(node: _Node, name: dns.name.Name, record: Record) -> None:
    """Add a record; records of one name and type have one time to live, the shortest (RFC 2181 §5.2)."""
    kind = dns.rdatatype.from_text(record.kind)
    rdata = dns.rdata.from_text(dns.rdataclass.IN, kind, record.data)
    known = node.sets.get(kind)
    if known is None:
        known = node.sets[kind] = dns.rrset.RRset(name, dns.rdataclass.IN, kind)
    known.add(rdata, record.ttl)


def _cut(tree: _Tree, name: dns.name.Name) -> dns.name.Name | None:
    """The highest name between the zone's and this one that others answer for; None where there is none."""
    found = None
    while name != tree.top:
        node = tree.nodes.get(name)
        if node is not None and _NS in node.sets:
            found = name
        name = name.parent()
    return found


def _node(tree: _Tree, name: dns.name.Name) -> _Node | None:
    """What a name has, perhaps by a wildcard (RFC 4592 §3.3.1); None where it does not exist."""
    node = tree.nodes.get(name)
    while node is None and name != tree.top:
        name = name.parent()
        if name in tree.nodes:
            star = _below(_STAR, name)
            return tree.nodes.get(star) if star is not None else None
    return node


def _below(label: dns.name.Name, name: dns.name.Name) -> dns.name.Name | None:
    """A name one label longer; None where there is no room for one."""
    try:
        return label.concatenate(name)
    except dns.name.NameTooLong:
        return None


def _named(found: dns.rrset.RRset, name: dns.name.Name) -> dns.rrset.RRset:
    """Records under the name that was asked for: a wildcard's, or one in another case (RFC 4343 §4.1)."""
    if found.name.labels == name.labels:
        return found
    return dns.rrset.from_rdata_list(name, found.ttl, list(found))

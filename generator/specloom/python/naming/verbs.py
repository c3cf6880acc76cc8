"""English verbs, as far as the names of operations need them.

Most verbs are nouns as well ("report", "export"). `is_verb` is for the place where a verb is expected, and
`is_only_verb` for places where a noun is.
"""

from __future__ import annotations

from collections.abc import Sequence

_ONLY_VERBS = frozenset(
    "accept make deploy acknowledge activate add allocate amend append apply approve assign assume "
    "attach authenticate authorize begin bind calculate cancel choose clean clear clone collect compare "
    "compile complete compute configure confirm connect consume convert create deactivate decide "
    "decline decode decrypt decrement delete deliver demote deny deprecate "
    "deprovision deregister describe destroy detach detect determine disable disassociate discard disconnect "
    "discover dismiss dispatch disallow download duplicate edit eject embed emit enable encode "
    "encrypt enqueue enroll ensure enter enumerate erase evaluate execute expand expire fail fetch "
    "finalise finalize find finish flush follow forget generate get give grant "
    "handle hide identify ignore increment ingest init initialize initiate insert inspect install "
    "instantiate invalidate invite invoke join keep kill launch leave load "
    "lookup mark merge migrate modify move mute negotiate notify obtain parse "
    "pay perform poll predict prepare prevent proceed provision publish purge "
    "put read reactivate reboot rebuild recalculate receive recommend reconcile redact redeem redeliver "
    "redirect refresh register regenerate reject reload remove rename render renew reopen "
    "reorder replace replay reply reprocess rescind resend reserve reset resolve restart restore "
    "restrict resume retire retrieve retry reverse revert revoke rotate save see select "
    "send serve show simulate skip start stop submit subscribe "
    "ship succeed suggest suspend synchronize terminate toggle trigger truncate unarchive "
    "unassign unassociate unban unbind unblock uncancel undelete undeploy undo unfollow uninstall unlink unlock "
    "unmark unmute unpin unpublish unregister unset unshare unstar unsubscribe update upload upsert "
    "validate verify void wait withdraw write".split()
)
_ALSO_NOUNS = frozenset(
    "advance associate pull push run release set split switch fill open post purchase abort access address archive audit backup ban bill block book browse build buy call capture change "
    "charge chat check checkout claim close comment commit compact control copy count credit debit "
    "debug delay dispute draft drain drop dump echo email exchange exist exists export favorite favourite "
    "filter flag force fork format freeze fund head hold host import index invoice issue label like "
    "limit link list login logout listen lock log map match measure message monitor name note offer order pause patch "
    "pin ping place plan preview print process promote present query quote rank rate rebase record "
    "refund remind repair repeat report request resize respond resync return review roll rollback sample scale scan "
    "schedule score search seed share sign signup silence snapshot sort stage star stream subject "
    "summarize swap sync tag take tail test touch track trace train transfer transform translate transcribe trash "
    "try turn undelete unfreeze upgrade use view visit vote warn watch whitelist".split()
)
_MOSTLY_NOUNS = frozenset(
    "access address audit bill book chat comment count credit debit draft email exchange flag head index "
    "issue label limit log match measure message name note offer order plan quote rank rate record report "
    "request response review sample schedule score seed snapshot subject tag trace view visit vote".split()
)
_READING = frozenset(
    "autocomplete browse check count export lookup ping preview query scan search stream test watch".split()
)
_MODIFIERS = frozenset("async batch bulk force hard mass multi partial partially soft".split())
_JOINING = frozenset(("and", "or"))
_LISTING = frozenset(
    "browse count enumerate export filter import index list poll query search stream sync watch".split()
)
_PREPOSITIONS = frozenset(
    "about after and as at before between by during for from in into of on or per since than "
    "through to until using via when where with within without".split()
)
_DETERMINERS = frozenset(
    "all a an any the my own current single one many multiple new several some".split()
)


def is_verb(word: str) -> bool:
    """Return whether a word can be a verb."""
    return word in _ONLY_VERBS or word in _ALSO_NOUNS or word in _MODIFIERS


def is_only_verb(word: str) -> bool:
    """Return whether a word is a verb, and hardly ever a noun."""
    return word in _ONLY_VERBS


def is_modifier(word: str) -> bool:
    """Return whether a word says how a verb is meant: "partial" in "partial update"."""
    return word in _MODIFIERS


def is_preposition(word: str) -> bool:
    """Return whether a word binds what follows to what is before it."""
    return word in _PREPOSITIONS


def is_determiner(word: str) -> bool:
    """Return whether a word says which or how many of the things that follow are meant."""
    return word in _DETERMINERS


def is_listing(word: str) -> bool:
    """Return whether a verb is about many things, so that what follows need not say so."""
    return word in _LISTING


def is_action(word: str, *, reading: bool, alone: bool) -> bool:
    """Return whether a segment of a path that begins with a word says what is done.

    Args:
        word: The first word.
        reading: Whether the method is GET, with which most segments say what is read.
        alone: Whether the segment has no other word.
    """
    if word in _ONLY_VERBS:
        return True
    if reading:
        return alone and word in _READING
    return word in _ALSO_NOUNS and word not in _MOSTLY_NOUNS


def verb_length(words: Sequence[str]) -> int:
    """Return how many words the verb at the beginning has: 3 for "create or update team".

    The first word is a verb whatever it is; whether it can be one is another question (`is_verb`).
    """
    length = 1
    while words[length - 1] in _MODIFIERS and length < len(words) and is_verb(words[length]):
        length += 1
    while length + 1 < len(words) and words[length] in _JOINING and is_verb(words[length + 1]):
        length += 2
    return length

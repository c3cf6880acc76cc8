"""English verbs, as far as the names of operations need them.

Most verbs are nouns as well ("report", "export"). `is_verb` is for the place where a verb is expected, and
`is_only_verb` for places where a noun is.
"""

from __future__ import annotations

from collections.abc import Sequence

_ONLY_VERBS = frozenset(
    "accept ack acknowledge activate add adjust allocate amend analyse analyze annotate anonymize append apply approve assign assume "
    "attach authenticate authorize begin bind calculate cancel categorize choose classify clean clear clone collect combine compare "
    "compile complete compute configure confirm connect consume convert create deactivate decide "
    "deauthorize decline decode decrypt decrement delete deliver demote deny deploy deprecate "
    "deprovision deregister describe destroy detach detect determine disable disassociate discard disconnect "
    "discover dismiss dispatch disallow dissociate distribute download duplicate edit eject embed emit enable encode "
    "encrypt enqueue enrich enroll ensure enter enumerate erase evaluate exec execute expand expire extend extract fail fetch "
    "finalise finalize find finish flush follow forget forward fulfil fulfill generate get give grant "
    "handle hide identify ignore increment ingest init initialize initiate insert inspect install "
    "instantiate invalidate invite invoke join keep kick kill launch leave load locate "
    "lookup make manage mark merge migrate modify move mute negotiate notify obtain offboard onboard optimize parse "
    "pay perform poll predict prepare prevent proceed provision publish purge "
    "put read reactivate reblog reboot rebuild recalculate receive recognize recommend reconcile recover redact redeem redeliver "
    "redirect refresh register regenerate reimage reindex reject reload remove rename render renew reopen "
    "reorder replace replay replicate reply repost reprocess rerequest rerun rescind resend reserve reset resolve restart restore reveal "
    "restrict resume retire retrieve retry reverse revert revoke rotate save see seek select "
    "send serve shorten show shutdown simulate skip start stop submit subscribe "
    "ship succeed suggest suppress suspend synchronize terminate toggle trigger truncate unarchive "
    "unassign unassociate unban unbind unblock uncancel undelete undeploy undo unfollow unhold uninstall unlink unlock "
    "unmark unmute unpin unpublish unregister unset unshare unstar unsubscribe untag update upload upsert "
    "validate verify void wait withdraw write".split()
)
_ALSO_NOUNS = frozenset(
    "advance associate pull push run release set split switch fill open post purchase abort access address archive audit autocomplete backup ban bill blacklist block book bookmark boost broadcast browse build buy call capture change "
    "charge chat check checkout claim close comment commit compact control copy count credit debit "
    "debug delay dispute draft drain drop dump echo email exchange exist exists export favorite favourite "
    "filter flag force fork format freeze fund head hold host import index invoice issue label like "
    "limit link list login logout listen lock log map match measure message monitor name note offer order override pause patch "
    "pin ping place plan play preview print process promote present query quote rank rate rebase record "
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
_PARTICLES = frozenset("away back down in off out over up".split())
"""What makes a verb of many a word: "log out", "sign up"."""
_NO_VERBS = frozenset(("remark", "unread"))
"""What looks like the repetition or the reversal of something that is done."""
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
    return is_only_verb(word) or word in _ALSO_NOUNS or word in _MODIFIERS


def is_only_verb(word: str) -> bool:
    """Return whether a word is a verb, and hardly ever a noun: also "unfavourite" and "reassign"."""
    if word in _ONLY_VERBS:
        return True
    base = word[2:]
    undoes = word.startswith("un") and (base in _ONLY_VERBS or base in _ALSO_NOUNS)
    repeats = word.startswith("re") and base in _ONLY_VERBS
    return (undoes or repeats) and word not in _NO_VERBS


def is_call(name: Sequence[str]) -> bool:
    """Return whether a name of several words says what to do: "set commands", "log out", but not "log entries"."""
    if len(name) < 2:
        return False
    return is_only_verb(name[0]) or name[0] == "set" or (is_verb(name[0]) and name[1] in _PARTICLES)


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
    if is_only_verb(word):
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

"""What keeps a service from its next version, each with the exit status that scripts tell it by."""


class Unreleasable(Exception):  # noqa: N818 - nothing to release is no error
    """The message is a sentence for whoever asked: what is so, and what to do next."""

    status = 1


class Refused(Unreleasable):
    """What was asked cannot be answered safely."""


class NothingToRelease(Unreleasable):
    status = 3


class Taken(Unreleasable):
    """Another commit got the version first."""

    status = 4

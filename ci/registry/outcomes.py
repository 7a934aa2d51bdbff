"""What keeps an image from where it should go, each with the exit status that scripts tell it by."""


class Refused(Exception):  # noqa: N818 - most are no errors
    """The message is a sentence for whoever reads the workflow's log: what is so, and what to do next."""

    status = 1


class ToBuild(Refused):
    """No image of this commit is there yet."""

    status = 3


class Taken(Refused):
    """Another commit's image has the version."""

    status = 4

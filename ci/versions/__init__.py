"""The next version of each service, out of git's history, and the notes and the tag of a release."""

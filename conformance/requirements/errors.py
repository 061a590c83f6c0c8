"""What goes wrong in our own data files: always our fault or an author's, never the target's."""

from __future__ import annotations


class CatalogueError(ValueError):
    """A file of the catalogue breaks a rule; the message names file and id."""


class ProfileError(CatalogueError):
    """There is no such profile, or its file breaks a rule."""


class EditionError(CatalogueError):
    """There is no such edition, or its file names an id that the catalogue does not have."""


class FieldDefectError(CatalogueError):
    """A file of defects that were reported breaks a rule; the message names file and class."""

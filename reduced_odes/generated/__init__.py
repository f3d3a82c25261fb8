"""Systems emitted by `derivations`; written by its command, never by hand."""

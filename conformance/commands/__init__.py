"""The subcommands of `eyechart`: a module each, with a `COMMAND`; those that judge only build a pytest command line."""

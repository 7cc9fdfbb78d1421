"""The command line. Data on stdout, prose and progress on stderr; exit codes in ``biofab.errors.ExitCode``."""

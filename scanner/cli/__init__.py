"""The command line: builds objects, calls the pipeline, and maps errors to exit codes. Only here is click."""

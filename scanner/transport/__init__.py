"""Routes to a phone: a running adb server, USB, or TCP. They know bytes and commands, and no parser."""

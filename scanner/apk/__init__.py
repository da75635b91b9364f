"""Reads an installed app's APK from the few ranges of it that matter: pure, without any access to a phone."""

"""Icons for what an app can see, drawn for this report: lines on a square of 24 units, always shown beside words."""

from __future__ import annotations

ICONS = {
    "messages": "M3 5h18v12H10l-5 4v-4H3zM7 9h10M7 13h6",
    "calls": "M6 3h4l1 5-2 2a12 12 0 0 0 5 5l2-2 5 1v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z",
    "social_media": "M3 4h12v8H9l-4 3v-3H3zM18 9h3v8h-2v3l-4-3H9v-2",
    "location": "M12 21c4-5 7-8 7-12a7 7 0 0 0-14 0c0 4 3 7 7 12zM12 6.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
    "contacts": "M5 3h14v18H5zM12 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM8 17c0-2 2-3 4-3s4 1 4 3M3 7h2M3 12h2",
    "calendar": "M4 5h16v16H4zM4 10h16M8 3v4M16 3v4M8 14h2M14 14h2M8 17h2",
    "notes": "M5 3h10l4 4v14H5zM15 3v4h4M8 12h8M8 16h6",
    "photos": "M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 5M15.5 8a1 1 0 1 0 0 2 1 1 0 0 0 0-2z",
    "videos": "M3 6h12v12H3zM15 11l6-4v10l-6-4z",
    "email": "M3 5h18v14H3zM3 6l9 7 9-7",
    "microphone": "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 11a7 7 0 0 0 14 0M12 18v3M8 21h8",
    "camera": "M3 7h4l2-3h6l2 3h4v13H3zM12 9.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
    "screen": "M7 2h10v20H7zM7 5h10M7 18h10M11 20h2",
    "keystrokes": "M2 6h20v12H2zM5 9h1M9 9h1M13 9h1M17 9h2M5 12h1M9 12h1M13 12h1M17 12h2M7 15h10",
}
"""The path of each kind of ``scanner.model.CAN_SEE``, in the words of SVG."""

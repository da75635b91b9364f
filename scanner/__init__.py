"""clearsight reads an Android phone over ADB and reports signs of stalkerware; it changes nothing on the phone."""

__version__ = "0.1.0"

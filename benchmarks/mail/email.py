"""The one email that all contenders are given."""

import json

TOKEN = "benchmark"
DATA = {
    "email_subject": "Happy new year!",
    "email_sender": "John Doe",
    "email_timestream": "1693561101",
    "email_content": "Just want to say... Happy new year!!! " * 25,
}
EMAIL = json.dumps(DATA, separators=(",", ":"))
POSTED = json.dumps({"data": DATA, "token": TOKEN})

"""`python -m consumer_svc` runs the consumer."""

from consumer_svc.app import create_app
from consumer_svc.settings import Settings
from svc_kit.run import main

main(Settings, create_app)

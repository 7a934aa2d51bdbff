"""`python -m producer_svc` runs the producer."""

from producer_svc.app import create_app
from producer_svc.settings import Settings
from svc_kit.run import main

main(Settings, create_app)

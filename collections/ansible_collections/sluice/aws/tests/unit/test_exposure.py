"""Nobody but networks of one's own can be told a token in the clear."""

import pytest
from ansible_collections.sluice.aws.plugins.plugin_utils.exposure import OPTIONS, faults

DOMAIN = {"estate_domain": "mail.example.com", "estate_zone": "example.com", "allow_plaintext": False}
NONE = {"estate_domain": "", "estate_zone": "", "allow_plaintext": True}
WORLD, OFFICE = ["0.0.0.0/0"], ["192.0.2.0/24"]
GOOD = {
    "with a domain for the world": {**DOMAIN, "mail_allowed_cidrs": WORLD},
    "with a domain for nobody yet": {**DOMAIN, "mail_allowed_cidrs": []},
    "at the zone's own name": {**DOMAIN, "estate_domain": "example.com", "mail_allowed_cidrs": WORLD},
    "plain for a network": {**NONE, "mail_allowed_cidrs": OFFICE},
    "no balancer": dict.fromkeys(OPTIONS),
}
BAD = {
    "plain unasked": ({**NONE, "allow_plaintext": False, "mail_allowed_cidrs": OFFICE}, "allow_plaintext is False"),
    "plain for the world": ({**NONE, "mail_allowed_cidrs": WORLD}, "mail_allowed_cidrs is ['0.0.0.0/0']"),
    "plain for two halves": ({**NONE, "mail_allowed_cidrs": ["0.0.0.0/1", "128.0.0.0/1"]}, "none wider than /8"),
    "plain for nobody": ({**NONE, "mail_allowed_cidrs": []}, "mail_allowed_cidrs is []"),
    "plain besides": ({**DOMAIN, "allow_plaintext": True, "mail_allowed_cidrs": OFFICE}, "allow_plaintext is True"),
    "domain alone": ({**DOMAIN, "estate_zone": "", "mail_allowed_cidrs": WORLD}, "estate_zone is ''"),
    "zone alone": ({**NONE, "estate_zone": "example.com", "mail_allowed_cidrs": OFFICE}, "estate_domain is ''"),
    "another zone": ({**DOMAIN, "estate_zone": "ample.com", "mail_allowed_cidrs": WORLD}, "must be in the zone"),
    "no range": ({**NONE, "mail_allowed_cidrs": ["office"]}, "mail_allowed_cidrs has 'office'"),
}


@pytest.mark.parametrize("exposure", GOOD.values(), ids=GOOD)
def test_what_is_encrypted_or_named_is_good(exposure):
    assert list(faults(exposure)) == []


@pytest.mark.parametrize(("exposure", "said"), BAD.values(), ids=BAD)
def test_what_is_neither_is_told_with_the_variable_and_its_value(exposure, said):
    (fault,) = faults(exposure)
    assert said in fault

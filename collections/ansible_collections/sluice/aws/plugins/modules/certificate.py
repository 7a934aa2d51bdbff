#!/usr/bin/python
"""Certificates of ACM that a record in our own zone validates, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: certificate
short_description: ACM certificates for a domain, with the record that validates and renews them
description:
  - Brings a list of certificates to the wanted state, found by their domain and their Name tag.
  - The record that ACM asks for is written to the zone and stays there, since ACM renews a certificate by itself for
    as long as it finds it (AWS Certificate Manager User Guide, "Renewal for domains validated by DNS").
  - Waits until the certificate is issued. One that failed or ran out is none; another is requested in its place.
  - A removed one leaves the record to other certificates of its domain, which share it; nobody's listener may use it.
  - Exists since C(community.aws.acm_certificate) imports certificates and requests none.
options:
  certificates:
    description: The certificates.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The Name tag., type: str, required: true}
      domain: {description: The domain that it is for., type: str, required: true}
      zone: {description: The public zone of Route 53 that the domain is in., type: str, required: true}
      patience_seconds: {description: Limit of each wait for ACM., type: int, default: 1800}
      tags: {description: Tags of the certificate., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The certificate is issued
  sluice.aws.certificate:
    certificates: [{name: sluice-dev, domain: mail.dev.example.com, zone: dev.example.com}]
"""

RETURN = r"""
changes:
  description: One entry for each certificate that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.sluice.aws.plugins.module_utils import validation, zones
from ansible_collections.sluice.aws.plugins.module_utils.certificates import ISSUED, LIVE, named, of_domain
from ansible_collections.sluice.aws.plugins.module_utils.names import KNOWN_AFTER_APPLY
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State, run
from ansible_collections.sluice.aws.plugins.module_utils.waiting import until

# A balancer that is gone is named as a user for some minutes more.
UNUSED_WITHIN_SECONDS = 300


class Certificate(Resource):
    service = "acm"
    kind = "certificate"
    option = "certificates"

    def name(self, want: State) -> str:
        return str(want["domain"])

    def wanted(self, item: State) -> State:
        if self.module.params["state"] == "present":
            zones.zone_id(self.module, item["zone"])  # a plan, too, must say that there is none
        live = self._live(item)
        record = validation.target(validation.asked(self.module, live[0]["CertificateArn"])) if live else None
        return {**item, "status": ISSUED, "validation_record": record or KNOWN_AFTER_APPLY}

    def read(self, want: State) -> State | None:
        absent = self.module.params["state"] == "absent"
        found = named(self.module, want["domain"], want["name"]) if absent else self._live(want)
        if not found:
            return None
        arns = [each["CertificateArn"] for each in found]
        if len(arns) > 1 and not absent:
            raise RefusedError(f"there are {len(arns)} that bear the name {want['name']}, keep one: {', '.join(arns)}")
        record = validation.asked(self.module, arns[0])
        return {
            **{field: want[field] for field in ("name", "domain", "zone", "patience_seconds")},
            "arns": arns,
            "status": found[0]["Status"],
            "validation_record": validation.target(validation.answered(self.module, want["zone"], record)),
            "tags": {key: value for key, value in found[0]["Tags"].items() if key != "Name"},
        }

    def create(self, want: State) -> None:
        for failed in named(self.module, want["domain"], want["name"]):
            if not validation.in_use_by(self.module, failed["CertificateArn"]):
                self.client.delete_certificate(CertificateArn=failed["CertificateArn"])
        arn = self.client.request_certificate(
            DomainName=want["domain"],
            ValidationMethod="DNS",
            KeyAlgorithm="RSA_2048",
            Tags=ansible_dict_to_boto3_tag_list({**want["tags"], "Name": want["name"]}),
        )["CertificateArn"]
        validation.complete(self.module, arn, want)

    def update(self, want: State, have: State) -> None:
        (arn,) = have["arns"]
        # What is lost comes back first, since whoever may untag ours knows them by their tags.
        if want["tags"] != have["tags"] and want["tags"]:
            self.client.add_tags_to_certificate(CertificateArn=arn, Tags=ansible_dict_to_boto3_tag_list(want["tags"]))
        if gone := [{"Key": tag} for tag in have["tags"] if tag not in want["tags"]]:
            self.client.remove_tags_from_certificate(CertificateArn=arn, Tags=gone)
        if any(want[field] != have[field] for field in ("status", "validation_record")):
            validation.complete(self.module, arn, want)

    def delete(self, have: State) -> None:
        """The record before the certificate, which alone knows the record's name."""
        for arn in have["arns"]:
            self._wait_until_unused(arn)
        record = validation.answered(self.module, have["zone"], validation.asked(self.module, have["arns"][0]))
        others = [each for each in of_domain(self.module, have["domain"]) if each["CertificateArn"] not in have["arns"]]
        if record and not others:
            zones.write_records(self.module, zones.zone_id(self.module, have["zone"]), ("DELETE", record))
        for arn in have["arns"]:
            self.client.delete_certificate(CertificateArn=arn)

    def _live(self, item: State) -> list[State]:
        return [each for each in named(self.module, item["domain"], item["name"]) if each["Status"] in LIVE]

    def _wait_until_unused(self, arn: str) -> None:
        until(
            lambda: not validation.in_use_by(self.module, arn),
            UNUSED_WITHIN_SECONDS,
            lambda: f"it is still used by {', '.join(validation.in_use_by(self.module, arn))}",
            then="remove that first",
        )


def main() -> None:
    run(Certificate, DOCUMENTATION)


if __name__ == "__main__":
    main()

"""dev, staging and prod keep the promise of a plan too, by their own values and in accounts of their own.

Nothing in them knows of an embedded AWS: its endpoint and the credentials come from outside, as an operator's would.
No image of theirs is released, so that their services are there and wait.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeVar

import pytest
import yaml

from tests.observability.emitted import EMITTED

from .accounts import Account, account, embedded_accounts_ctx
from .api_log import recorded_ctx, writes
from .checkout import Checkout
from .recording import actions_ctx
from .remains import OF_A_DOMAIN, remains
from .security.balancer_controls import broken

CLEAN = (0, "No changes.")
BUCKET = "sluice-dev-mail-111111111111"
ZONES = {"dev": "dev.example.com", "staging": "staging.example.com", "prod": "example.com"}
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Estate:
    """What is done to one estate, each told by its last line."""

    name: str
    account: Account
    checkout: Checkout

    @property
    def key(self) -> str:
        """What its calls are signed with."""
        return self.account.environment["AWS_ACCESS_KEY_ID"]

    def prepare(self) -> str:
        """What an operator does before the first apply: the account, and the zone of the domain."""
        self.account.client("route53").create_hosted_zone(Name=ZONES[self.name], CallerReference=self.name)
        return self._play("account.yml", "-i", "inventory/account", "--limit", self.name)

    def plan(self) -> tuple[int, str]:
        return self._plan(self.name, "--out", f"{self.name}.json")

    def plan_of_account(self) -> tuple[int, str]:
        return self._plan("account", "--limit", self.name)

    def planned(self) -> dict[str, Any]:
        """What the last plan wrote."""
        return dict(json.loads((self.checkout.root / f"{self.name}.json").read_text()))

    def apply(self) -> str:
        return self._play("site.yml", "-i", f"inventory/{self.name}")

    def destroy(self, *arguments: str) -> str:
        """All that it says."""
        return self.checkout.destroy(*arguments, estate=self.name, **self.account.environment)

    def _plan(self, *arguments: str) -> tuple[int, str]:
        """With the exit status."""
        done = self.checkout.run("ci/plan", *arguments, **self.account.environment)
        return done.returncode, done.stdout.splitlines()[-1]

    def _play(self, *arguments: str) -> str:
        return self.checkout.play(*arguments, **self.account.environment).splitlines()[-1]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded_accounts_ctx(tmp_path_factory.mktemp("accounts")) as started:
        yield started


@pytest.fixture(scope="module")
def dev(checkout: Checkout, url: str) -> Estate:
    return Estate("dev", account(url, "111111111111"), checkout)


@pytest.fixture(scope="module")
def staging(checkout: Checkout, url: str) -> Estate:
    return Estate("staging", account(url, "444444444444"), checkout)


@pytest.fixture(scope="module")
def prod(checkout: Checkout, url: str) -> Estate:
    return Estate("prod", account(url, "222222222222"), checkout)


@pytest.fixture(scope="module")
def estates(dev: Estate, staging: Estate, prod: Estate) -> list[Estate]:
    return [dev, staging, prod]


@pytest.fixture(scope="module")
def calls() -> set[str]:
    """The IAM action of each call of dev's apply and destroy, and of prod's, which has more in it."""
    return set()


def at_once(*works: Callable[[], Answer]) -> list[Answer]:
    """What each answers: estates do not wait for one another, and a test of them should not either."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result() for done in [pool.submit(work) for work in works]]


def test_a_plan_lists_everything_and_writes_nothing(estates: list[Estate], url: str) -> None:
    at_once(*[estate.prepare for estate in estates])
    with recorded_ctx(url) as calls:
        told = at_once(*[estate.plan for estate in estates])
    assert [status for status, _ in told] == [2, 2, 2], told
    assert calls, "it was recorded"
    assert writes(calls) == []
    for estate in estates:
        assert remains(estate.account.client) == {}
        listed = {f"{change['action']} {change['kind']} {change['name']}" for change in estate.planned()["changes"]}
        assert {f"create VPC sluice-{estate.name}", f"create queue sluice-{estate.name}-mail"} <= listed


def test_what_watches_an_estate_wants_the_estate_first(prod: Estate, url: str) -> None:
    with recorded_ctx(url) as calls:
        done = prod.checkout.run(
            "ansible-playbook", "playbooks/70_observability.yml", "-i", "inventory/prod", **prod.account.environment
        )
    assert done.returncode != 0
    (sentence,) = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert (
        "There is no estate sluice-prod to watch: make it first (ansible-playbook -i inventory/prod site.yml"
        in sentence
    )
    assert {call.rpartition("/")[2] for call in writes(calls)} == {"sluice-prod.json"}, "the lock, and nothing else"


def test_an_apply_makes_all_that_was_listed(
    estates: list[Estate], dev: Estate, prod: Estate, url: str, calls: set[str]
) -> None:
    with actions_ctx(url, dev.key) as made, actions_ctx(url, prod.key) as made_in_prod:
        said = at_once(*[estate.apply for estate in estates])
    calls |= made | made_in_prod
    for estate, line in zip(estates, said, strict=True):
        listed = estate.planned()["counts"]["create"]
        assert line == f"Applied: {listed} created, 0 changed, 0 replaced, 0 removed."


@pytest.mark.parametrize(
    ("name", "network", "retention", "zones", "dashboards"),
    [
        ("dev", "10.30.0.0/16", 345600, 1, False),
        ("staging", "10.35.0.0/16", 345600, 2, False),
        ("prod", "10.40.0.0/16", 604800, 3, True),
    ],
)
def test_each_is_what_its_own_inventory_says(
    request: pytest.FixtureRequest, name: str, network: str, retention: int, zones: int, dashboards: bool
) -> None:
    client = request.getfixturevalue(name).account.client
    (vpc,) = client("ec2").describe_vpcs(Filters=[{"Name": "tag:Name", "Values": [f"sluice-{name}"]}])["Vpcs"]
    assert vpc["CidrBlock"] == network
    endpoints = client("ec2").describe_vpc_endpoints()["VpcEndpoints"]
    by_service = {endpoint["ServiceName"].split(".", 3)[3]: endpoint for endpoint in endpoints}
    assert len(by_service["sqs"]["SubnetIds"]) == zones
    assert ("monitoring" in by_service) is dashboards
    queue = client("sqs").get_queue_url(QueueName=f"sluice-{name}-mail")["QueueUrl"]
    kept = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["MessageRetentionPeriod"])["Attributes"]
    assert int(kept["MessageRetentionPeriod"]) == retention
    services = client("ecs").describe_services(cluster=f"sluice-{name}", services=["producer", "consumer"])["services"]
    assert [each["desiredCount"] for each in services] == [0, 0], "nothing is released to them"
    watching = {"grafana", "prometheus", "alertmanager"} if dashboards else set()
    assert services_of(request.getfixturevalue(name)) - {"producer", "consumer"} == watching


def services_of(estate: Estate) -> set[str]:
    ecs = estate.account.client("ecs")
    names = [arn.split("/")[-1] for arn in ecs.list_services(cluster=f"sluice-{estate.name}")["serviceArns"]]
    if not names:
        return set()
    found = ecs.describe_services(cluster=f"sluice-{estate.name}", services=names)["services"]
    return {each["serviceName"] for each in found if each["status"] == "ACTIVE"}


def test_prometheus_finds_every_task_that_it_asks_by_a_name_of_the_estate(prod: Estate) -> None:
    asked = yaml.safe_load((prod.checkout.root / "grafana/prometheus/prometheus.yml").read_text())
    configured = [*asked["scrape_configs"], *asked["alerting"]["alertmanagers"]]
    names = {name for each in configured for found in each["dns_sd_configs"] for name in found["names"]}
    cloud_map = prod.account.client("servicediscovery")
    (namespace,) = cloud_map.list_namespaces()["Namespaces"]
    known = {each["Name"]: each["Arn"] for each in cloud_map.list_services()["Services"]}
    registered = {
        each["serviceName"]: [registry["registryArn"] for registry in each["serviceRegistries"]]
        for each in prod.account.client("ecs").describe_services(cluster="sluice-prod", services=list(known))[
            "services"
        ]
    }
    assert {name.replace("${ESTATE}", "sluice-prod") for name in names} <= {
        f"{service}.{namespace['Name']}" for service in known
    }
    assert registered == {service: [arn] for service, arn in known.items()}


@pytest.mark.parametrize(
    ("name", "unprotected", "ports"),
    [
        ("dev", {"ELB.6": ["false"]}, {443}),
        ("staging", {"ELB.6": ["false"]}, {443}),
        ("prod", {}, {443, 3000}),
    ],
)
def test_the_balancer_speaks_tls_and_nothing_else(
    request: pytest.FixtureRequest, name: str, unprotected: dict[str, Any], ports: set[int]
) -> None:
    """ELB.1 and ELB.17 with all the others; only prod is not rebuilt too often to be protected from it (ELB.6)."""
    client = request.getfixturevalue(name).account.client
    assert broken(client, f"sluice-{name}") == unprotected
    (balancer,) = client("elbv2").describe_load_balancers()["LoadBalancers"]
    listeners = client("elbv2").describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    assert {each["Port"]: each["Protocol"] for each in listeners} == {80: "HTTP"} | dict.fromkeys(ports, "HTTPS")
    (certificate,) = client("acm").list_certificates()["CertificateSummaryList"]
    assert (certificate["DomainName"], certificate["Status"]) == (f"mail.{ZONES[name]}", "ISSUED")
    assert [each["Certificates"] for each in listeners if each["Port"] == 443] == [
        [{"CertificateArn": certificate["CertificateArn"]}]
    ]


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_its_name_leads_to_the_balancer(request: pytest.FixtureRequest, name: str) -> None:
    client = request.getfixturevalue(name).account.client
    (balancer,) = client("elbv2").describe_load_balancers()["LoadBalancers"]
    zones = client("route53").list_hosted_zones()["HostedZones"]
    (zone,) = [zone for zone in zones if not zone["Config"]["PrivateZone"]]  # which is the discovery's
    records = client("route53").list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    (alias,) = [record for record in records if record["Type"] == "A"]
    assert alias["Name"] == f"mail.{ZONES[name]}."
    assert alias["AliasTarget"]["DNSName"].rstrip(".") == balancer["DNSName"]


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_its_certificate_is_watched(request: pytest.FixtureRequest, name: str) -> None:
    client = request.getfixturevalue(name).account.client
    (certificate,) = client("acm").list_certificates()["CertificateSummaryList"]
    (alarm,) = client("cloudwatch").describe_alarms(AlarmNames=[f"sluice-{name}-certificate"])["MetricAlarms"]
    (metric,) = [each["MetricStat"]["Metric"] for each in alarm["Metrics"]]
    assert {each["Name"]: each["Value"] for each in metric["Dimensions"]} == {
        "CertificateArn": certificate["CertificateArn"]
    }
    assert {frozenset(["CertificateArn"])} == EMITTED[metric["Namespace"]][metric["MetricName"]]


def test_dashboards_are_told_what_cloudwatch_calls_the_balancer_of_now(prod: Estate) -> None:
    ecs, elb = prod.account.client("ecs"), prod.account.client("elbv2")
    (container,) = ecs.describe_task_definition(taskDefinition="sluice-prod-grafana")["taskDefinition"][
        "containerDefinitions"
    ]
    told = {each["name"]: each["value"] for each in container["environment"]}
    (balancer,) = elb.describe_load_balancers()["LoadBalancers"]
    (group,) = elb.describe_target_groups(Names=["sluice-prod-producer"])["TargetGroups"]
    assert balancer["LoadBalancerArn"].endswith(f":loadbalancer/{told['LOAD_BALANCER']}")
    assert group["TargetGroupArn"].endswith(f":{told['TARGET_GROUP']}")
    assert told["TARGET_GROUP"].startswith("targetgroup/")


def test_what_prod_protects_outlives_a_removal_with_its_name(prod: Estate) -> None:
    done = prod.checkout.run(
        "ansible-playbook",
        "playbooks/50_balancer.yml",
        "-i",
        "inventory/prod",
        "--limit",
        "estate",
        "--extra-vars",
        "load_balancer_state=absent",
        **prod.account.environment,
    )
    assert done.returncode != 0
    assert "deletion_protection of sluice-prod: set it to false in the inventory first" in " ".join(done.stdout.split())
    assert prod.plan() == CLEAN


def test_what_was_applied_is_right_for_a_plan_and_for_an_apply(dev: Estate, staging: Estate) -> None:
    assert at_once(dev.plan, dev.apply, staging.plan) == [CLEAN, CLEAN[1], CLEAN]


def test_destroying_dev_leaves_mail_and_its_key_alone(dev: Estate, url: str, calls: set[str]) -> None:
    assert remains(dev.account.client).keys() >= OF_A_DOMAIN.keys()
    dev.account.client("s3").put_object(Bucket=BUCKET, Key="emails/1.json", Body=b"{}", IfNoneMatch="*")
    with actions_ctx(url, dev.key) as made:
        said = dev.destroy()
    calls |= made
    assert f"= leave bucket {BUCKET}: it holds objects; it goes with  -e surrender={BUCKET}" in said
    assert f"= leave KMS key sluice-dev-mail: it encrypts what the bucket {BUCKET} holds" in said
    left = remains(dev.account.client)
    assert left.pop("buckets") == [BUCKET]
    assert len(left.pop("keys")) == 1
    assert left == {}


def test_destroying_dev_leaves_nothing_of_it_where_its_mail_is_surrendered(dev: Estate) -> None:
    assert dev.destroy("-e", f"surrender={BUCKET}").splitlines()[-1] == (
        "Applied: 0 created, 0 changed, 0 replaced, 2 removed."
    )
    assert remains(dev.account.client) == {}


def test_the_estates_role_suffices_for_all_of_it(dev: Estate, calls: set[str]) -> None:
    """Its certificate and its name included, which a laptop's estate has not."""
    assert {"acm:RequestCertificate", "acm:DeleteCertificate", "route53:ChangeResourceRecordSets"} <= calls
    policy = dev.account.client("iam").get_role_policy(RoleName="sluice-github-estate", PolicyName="work")
    allowed = [
        action
        for each in policy["PolicyDocument"]["Statement"]
        if each["Effect"] == "Allow"
        for action in ([each["Action"]] if isinstance(each["Action"], str) else each["Action"])
    ]
    lacking = {call for call in calls if not any(fnmatchcase(call, pattern) for pattern in allowed)}
    assert lacking - {"sts:GetCallerIdentity"} == set()


def test_and_it_leaves_its_account_and_prod_whole(dev: Estate, prod: Estate) -> None:
    assert at_once(prod.plan, prod.apply) == [CLEAN, CLEAN[1]]
    assert dev.plan_of_account() == CLEAN


def test_what_watches_an_estate_goes_where_its_inventory_switches_it_off(prod: Estate) -> None:
    (prod.checkout.root / "inventory/prod/group_vars/all/without.yml").write_text("observability_enabled: false\n")
    prod.apply()
    assert prod.plan() == CLEAN
    assert services_of(prod) == {"producer", "consumer"}
    assert prod.account.client("servicediscovery").list_namespaces()["Namespaces"] == []

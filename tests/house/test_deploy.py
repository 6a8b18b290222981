"""What `deploy/` names exists in the program: metrics, commands, paths, ports, settings, and what an alert asks for."""

import json
import re
import tomllib
from configparser import ConfigParser

import pytest
import yaml
from prometheus_client import generate_latest

from bot.cli_parser import make_parser
from bot.load import load_settings
from tests.house.source import ROOMS, ROOT
from web.app import make_app
from web.health import Health
from web.metrics import Metrics

DEPLOY = ROOT / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
BOARD = DEPLOY / "grafana" / "dutybell.json"
MANIFESTS = DEPLOY / "kubernetes" / "dutybell.yaml"
ENVIRONMENT = {
    "DUTYBELL_DATABASE": "postgresql://dutybell:x@postgres:5432/dutybell",
    "DUTYBELL_PUBLIC_URL": "https://bot.example.edu.cn",
    "WECOM_CORP_ID": "ww0123456789abcdef",
    "WECOM_SECRET": "a-secret",
    "WECOM_TOKEN": "aToken",
    "WECOM_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}
# systemd.exec(5), systemd.service(5), systemd.unit(5), systemd.kill(5), systemd.resource-control(5)
DIRECTIVES = {
    "Unit": {"Description", "After", "Wants"},
    "Service": {
        *("Type", "User", "Group", "WorkingDirectory", "EnvironmentFile", "ExecStart", "Restart", "RestartSec"),
        *("TimeoutStopSec", "KillMode", "LimitNOFILE", "StateDirectory", "StateDirectoryMode", "UMask"),
        *("NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectClock"),
        *("ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables"),
        *("ProtectControlGroups", "ProtectProc", "RestrictAddressFamilies", "RestrictNamespaces"),
        *("RestrictRealtime", "RestrictSUIDSGID", "LockPersonality", "SystemCallArchitectures"),
        *("SystemCallFilter", "CapabilityBoundingSet", "AmbientCapabilities"),
    },
    "Install": {"WantedBy"},
}


async def never():
    raise ConnectionError


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    return Metrics(Health(never, {}), lambda: (0, 0, 1))


@pytest.fixture(scope="module")
def objects() -> dict[str, dict[str, object]]:
    return {each["kind"]: each for each in yaml.safe_load_all(MANIFESTS.read_text(encoding="utf-8"))}


def scraped(metrics: Metrics) -> str:
    return generate_latest(metrics._registry).decode()


def series_of(metrics: Metrics) -> dict[str, set[str]]:
    """Every name that may be scraped, with its labels."""
    names = {name: set() for name in re.findall(r"^(dutybell_process_\w+) ", scraped(metrics), re.MULTILINE)}
    for name, collector in metrics._registry._names_to_collectors.items():
        names[name] = set(getattr(collector, "_labelnames", ()))
    return names


def rules():
    return yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"][0]["rules"]


def expressions():
    board = json.loads(BOARD.read_text(encoding="utf-8"))
    shown = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return shown + [rule["expr"] for rule in rules()]


@pytest.mark.parametrize("expression", expressions())
def test_every_metric_that_a_chart_or_an_alert_names_exists_with_its_labels(metrics, expression):
    known = series_of(metrics)
    used = re.findall(r"(dutybell_\w+)(?:\{([^}]*)\})?", expression)

    for name, matchers in used:
        assert name in known
        assert set(re.findall(r"(\w+)=", matchers)) <= known[name]


def test_every_metric_of_ours_is_on_the_board(metrics):
    shown = " ".join(expressions())
    ours = {collector._name for collector in metrics._registry._collector_to_names if hasattr(collector, "_name")}

    assert [name for name in sorted(ours) if name not in shown] == []


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_every_alert_says_where_it_is_written_what_to_do(rule):
    page, _, anchor = rule["annotations"]["runbook"].partition("#")

    assert anchor == rule["alert"].lower()
    assert f"### {rule['alert']}\n" in (ROOT / page).read_text(encoding="utf-8")


def test_the_configuration_for_containers_is_complete_and_valid():
    settings = load_settings(DEPLOY / "dutybell.toml", ENVIRONMENT)
    told = {line.partition("=")[0] for line in (DEPLOY / "example.env").read_text(encoding="utf-8").splitlines()}

    assert (settings.server.host, settings.server.port) == ("0.0.0.0", 8080)
    assert set(ENVIRONMENT) <= told


def test_compose_starts_two_bots_after_the_migration_and_nobody_but_the_proxy_is_reached_from_outside():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]

    for name in ("migrate", "bot-1", "bot-2"):
        make_parser().parse_args(services[name].get("command") or container_command())
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["read_only"] is True
    assert services["bot-1"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    for service in services.values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in {"postgres", "./tls"} or (DEPLOY / source).is_file()


def containerfile() -> str:
    return (DEPLOY / "Containerfile").read_text(encoding="utf-8")


def container_command() -> list[str]:
    return json.loads(re.search(r"^CMD (.*)$", containerfile(), re.MULTILINE).group(1))


def test_the_image_has_every_room_and_no_root_and_installs_by_hashes_only():
    file = containerfile()
    copied = set(re.findall(r"^COPY (\w+) \1$", file, re.MULTILINE))
    let_in = set(re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE))

    assert copied == {*ROOMS, "content"}
    assert copied <= let_in
    assert "--require-hashes --no-deps --only-binary :all:" in file
    assert re.search(r"^USER 10001$", file, re.MULTILINE)
    assert make_parser().parse_args(container_command()).command == "serve"
    assert "/healthz" in file


def test_the_manifests_run_two_replicas_that_are_probed_and_end_in_time(objects):
    deployment = objects["Deployment"]["spec"]
    pod = deployment["template"]["spec"]
    (container,) = pod["containers"]
    paths = {
        resource.canonical
        for resource in make_app([], Health(never, {}), Metrics(Health(never, {}))).router.resources()
    }

    assert deployment["replicas"] == 2
    assert pod["terminationGracePeriodSeconds"] > 25
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["path"] in paths
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert container["ports"][0]["containerPort"] == 8080
    assert objects["PodDisruptionBudget"]["spec"]["minAvailable"] == 1
    assert set(objects["Secret"]["stringData"]) == set(ENVIRONMENT)


def test_the_commands_of_the_manifests_are_the_programs(objects):
    for kind in ("Job", "Deployment"):
        (container,) = objects[kind]["spec"]["template"]["spec"]["containers"]
        make_parser().parse_args(container["args"])
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_every_directive_of_the_unit_is_known_and_its_command_is_the_programs():
    unit = ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str
    unit.read(DEPLOY / "systemd" / "dutybell.service", encoding="utf-8")

    for section in unit.sections():
        assert set(unit[section]) <= DIRECTIVES[section]
    words = unit["Service"]["ExecStart"].split()
    assert words[1] == "run.py"
    assert make_parser().parse_args(words[2:]).command == "serve"


def test_the_proxy_lets_the_programs_sizes_through_and_hides_the_monitors_pages():
    proxy = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")

    assert proxy.count("{") == proxy.count("}")
    assert set(re.findall(r"server (bot-\d:\d+)", proxy)) == {"bot-1:8080", "bot-2:8080"}
    assert "location ~ ^/(healthz|readyz|metrics)$ { deny all; }" in proxy
    assert "client_max_body_size 25m" in proxy


def test_the_toml_that_is_shipped_names_no_secret():
    document = tomllib.loads((DEPLOY / "dutybell.toml").read_text(encoding="utf-8"))

    assert [key for key in ("secret", "token", "aes_key") if not document["wecom"][0][key].startswith("env:")] == []
    assert document["database"]["url"].startswith("env:")

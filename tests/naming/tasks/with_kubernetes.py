"""What people do with Kubernetes."""

from __future__ import annotations

from kubernetes import Kubernetes, stream_response
from kubernetes.errors import ConflictError, NotFoundError

POD: dict[str, object] = {
    "metadata": {"name": "web-1", "labels": {"app": "web"}},
    "spec": {"containers": []},
}
ROUTES: list[tuple[str, str, object]] = [
    (
        "GET",
        "/api/v1/namespaces/default/pods?labelSelector=app%3Dweb",
        {"items": [POD], "metadata": {}},
    ),
    ("POST", "/api/v1/namespaces/default/pods", POD),
    ("GET", "/api/v1/namespaces/default/pods/{name}", POD),
    ("PUT", "/api/v1/namespaces/default/pods/{name}", POD),
    ("DELETE", "/api/v1/namespaces/default/pods/{name}", POD),
    (
        "PATCH",
        "/apis/apps/v1/namespaces/default/deployments/{name}/scale",
        {"spec": {"replicas": 3}},
    ),
    ("GET", "/api/v1/namespaces/default/pods/web-1/log", "started"),
    ("GET", "/api/v1/namespaces/default/pods?watch=true", {"type": "ADDED", "object": POD}),
    ("GET", "/api/v1/namespaces/default/pods", {"items": [POD], "metadata": {}}),
    ("GET", "/api/v1/namespaces/default/secrets/login", {"data": {"password": "c2VjcmV0"}}),
    ("POST", "/api/v1/namespaces/default/configmaps", {"data": {"color": "blue"}}),
    ("POST", "/apis/apps/v1/namespaces/default/deployments", {"metadata": {"name": "web"}}),
    ("GET", "/api/v1/nodes", {"items": [{"metadata": {"name": "node-1"}}], "metadata": {}}),
]


def pods_of_an_app(client: Kubernetes) -> None:
    for pod in client.core_v1.list_namespaced_pod("default", label_selector="app=web"):
        assert pod.metadata is not None
        print(pod.metadata.name)


def run_a_pod(client: Kubernetes) -> None:
    client.core_v1.create_namespaced_pod(
        "default",
        metadata={"name": "web-1"},
        spec={"containers": [{"name": "web", "image": "nginx"}]},
    )


def label_a_pod(client: Kubernetes) -> None:
    pod = client.core_v1.read_namespaced_pod("default", "web-1")
    if pod.metadata is not None:
        pod.metadata.labels = {**(pod.metadata.labels or {}), "tier": "front"}
    try:
        client.core_v1.replace_namespaced_pod("default", "web-1", body=pod)
    except ConflictError:
        print("someone was faster")


def scale(client: Kubernetes) -> None:
    client.apps_v1.patch_namespaced_deployment_scale(
        "default",
        "web",
        body={"spec": {"replicas": 3}},
        content_type="application/merge-patch+json",
    )


def delete_if_it_is_there(client: Kubernetes) -> None:
    try:
        client.core_v1.delete_namespaced_pod("default", "web-1", grace_period_seconds=0)
    except NotFoundError:
        print("it is not there")


def logs(client: Kubernetes) -> None:
    print(client.core_v1.read_namespaced_pod_log("default", "web-1", tail_lines=100))


def watch_pods(client: Kubernetes) -> None:
    with stream_response(client.core_v1.list_namespaced_pod)("default", watch=True) as events:
        for line in events.iter_lines():
            print(line)


def read_a_secret(client: Kubernetes) -> None:
    secret = client.core_v1.read_namespaced_secret("default", "login")
    assert secret.data is not None
    assert secret.data["password"] == b"secret"


def configure(client: Kubernetes) -> None:
    client.core_v1.create_namespaced_config_map(
        "default", metadata={"name": "colors"}, data={"color": "blue"}
    )


def deploy(client: Kubernetes) -> None:
    labels = {"app": "web"}
    client.apps_v1.create_namespaced_deployment(
        "default",
        metadata={"name": "web"},
        spec={
            "replicas": 2,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "web", "image": "nginx"}]},
            },
        },
    )


def nodes(client: Kubernetes) -> None:
    for node in client.core_v1.list_node():
        if node.metadata is not None:
            print(node.metadata.name)

"""What people do with DigitalOcean's API."""

from __future__ import annotations

from digitalocean import DigitalOcean
from digitalocean.errors import NotFoundError, RateLimitError

ROUTES: list[tuple[str, str, object]] = [
    ("GET", "/v2/droplets", {"droplets": [], "meta": {"total": 0}}),
    ("GET", "/v2/droplets?tag_name=web", {"droplets": [], "meta": {"total": 0}}),
    ("POST", "/v2/droplets", {"droplet": {"id": 1, "name": "web-1"}}),
    ("POST", "/v2/droplets/1/actions", {"action": {"id": 2}}),
    ("DELETE", "/v2/droplets/{id}", None),
    ("POST", "/v2/domains/{name}/records", {"domain_record": {"id": 3, "type": "A"}}),
    ("POST", "/v2/vpcs", {"vpc": {"id": "v"}}),
]


def droplets_with_a_tag(client: DigitalOcean) -> None:
    for droplet in client.droplets.list(tag_name="web"):
        print(droplet.name)


def create_a_droplet(client: DigitalOcean) -> None:
    made = client.droplets.create(
        body={"name": "web-1", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "ubuntu-20-04-x64"}
    )
    print(made)


def reboot(client: DigitalOcean) -> None:
    client.droplet_actions.create(1, body={"type": "reboot"})


def add_a_record(client: DigitalOcean) -> None:
    client.domain_records.create(
        "example.com", body={"type": "A", "name": "www", "data": "192.0.2.1"}
    )


def create_a_network(client: DigitalOcean) -> None:
    client.vpcs.create(name="inner", region="nyc3")


def destroy_if_it_is_there(client: DigitalOcean) -> None:
    try:
        client.droplets.destroy(1)
    except NotFoundError:
        print("it is not there")
    except RateLimitError as error:
        print(error.headers["ratelimit-reset"])

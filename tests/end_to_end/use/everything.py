"""Everything that the kitchen sink's client has, in sixty lines: type checkers must know all of it, and it must run."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from unittest import mock

import httpx2
from kitchen_sink import (
    AsyncKitchenSinkBookshop,
    ClientCredentials,
    File,
    Hooks,
    HttpRequest,
    HttpResponse,
    KitchenSinkBookshop,
    Page,
    PasswordCredentials,
    RawResponse,
    RequestOptions,  # fmt: skip
    Retry,
    errors,
    models,
    raw_response,
    stream_response,
    wait_until,
    webhooks,
)
from kitchen_sink.testing import FakeApi, fake_error


def on_retry(retry: Retry) -> None:
    print(retry.attempt, retry.delay, retry.error)


async def after_response(response: HttpResponse) -> None:
    print(response.status, response.request.safe_url)


class Login:
    async def apply(self, request: HttpRequest) -> None:
        request.headers["authorization"] = "Bearer token"


async def token() -> str:
    return "token"


async def records(shop: AsyncKitchenSinkBookshop) -> AsyncIterator[models.Record]:
    async with shop.archive.export_records() as stream:
        async for record in stream:
            yield record


def lines() -> Iterator[models.Record]:
    yield models.Record(id="1", title=None)


def use(shop: KitchenSinkBookshop, path: Path) -> None:
    with shop.orders.watch(5, options=RequestOptions(reconnect=1, max_event_bytes=1000)) as events:
        parcels: list[str | None] = [event.parcel for event in events]
    shop.books.upload_cover(
        "1", picture=File(path, "a.png", "image/png"), options=RequestOptions(progress=print)
    )
    with path.open("rb") as recording, stream_response(shop.books.download_recording)("1") as body:
        shop.books.upload_recording("1", body=recording)
        saved: Path | None = body.save(path.with_suffix(".mp3"))
    page: Page[models.Book, models.BookPage] = shop.books.list(options=RequestOptions(max_items=10))
    titles: list[str] = [book.title for each in page.pages() for book in each.items]
    order: models.Order = wait_until(
        shop.orders.get, until=lambda o: o.status == "sent", interval=0.001
    )(5)
    again: models.Order = shop.orders.wait_until_order_sent(5, wait_timeout=1, interval=0.001)
    raw: RawResponse[models.Order] = raw_response(
        shop.with_options(timeout=3, api_key="k").orders.get
    )(5)
    elapsed: timedelta = raw.elapsed or timedelta()
    other: dict[str, int] = shop.request(
        "GET", "/else", cast_to=dict[str, int], query={"a": [1, 2]}
    )
    added: int = shop.archive.import_records(body=lines())
    found: list[models.Book] = list(shop.books.search(text="whale"))
    shop.customers.request_book(isbn=found[0].isbn, url="https://me.example")
    where: str = shop.books.preview("1").location
    print([shop.takings.count().amount, shop.orders.track_parcel("p").place, where])
    print(parcels, saved, titles, order.number, again.total, raw.attempts, elapsed, other, added)
    match shop.webhooks.parse(
        {}, b'{"event": "order.shipped", "orderId": 5}', verifier=lambda headers, body: True
    ):
        case models.OrderShipped() as shipped:
            print(shipped.order_id)
        case models.BookArrived() | models.ReviewPosted() | webhooks.UnknownEvent() as event:
            print(event)
    with mock.patch.object(
        shop.categories, "list", side_effect=fake_error(errors.NotFoundError, {"message": "none"})
    ):
        try:
            shop.categories.list()
        except errors.NotFoundError as error:
            print(error.status, error.code, error.message, error.request_id, error.headers_as)


async def use_waiting(shop: AsyncKitchenSinkBookshop) -> None:
    print(
        [each async for each in shop.books.list()],
        await shop.orders.get(5),
        await shop.archive.import_records(body=records(shop)),
    )
    async with (
        stream_response(shop.books.download_recording)("1") as body,
        shop.orders.watch(5) as events,
        shop.archive.watch_scans() as scans,
    ):
        print(await body.read(), [event.parcel async for event in events])
        print([scan.scanned or scan.paused async for scan in scans])
    async for payment in shop.orders.watch_payments(5):
        assert isinstance(payment, models.CardPayment)
    print(
        [each.id async for each in shop.archive.list_maps()],
        await shop.customers.list_my_recommendations(),
    )


async def main(path: Path, api: FakeApi) -> None:
    with KitchenSinkBookshop(
        base_url="https://shop.example",
        http_client=api.http_client(),
        api_key="k",
        till_login=("till", "secret"),
        courier_login=PasswordCredentials(client_id="c", username="u", password="p"),
        hooks=Hooks(on_retry=[on_retry]),
    ) as shop:
        use(shop, path)
    settings = Hooks(after_response=[after_response], on_error=[print])
    async with (
        api.async_client(
            customer_login=token,
            club_login=ClientCredentials(client_id="me", client_secret="s"),
            hooks=settings,
        ) as waiting,
        AsyncKitchenSinkBookshop(api_key=Login(), http_client=httpx2.AsyncClient()),
    ):
        await use_waiting(waiting)

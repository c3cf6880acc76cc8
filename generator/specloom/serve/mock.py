"""The mock server: one request in, one response out; nothing is remembered in between."""

from __future__ import annotations

from ..config import ClientConfig
from ..ir.api import Api, ApiKeyAuth, Operation
from ..openapi.document.document import Document
from ..python.client.operation_plan import OperationPlan
from ..python.examples.calls import Suite
from ..python.naming.name_registry import PastClient
from ..python.plan import plan as planned
from ..records import replace
from .checking import Checker
from .disturbances import Disturbances
from .messages import HttpRequest, HttpResponse, Refused, problem
from .preferences import preferences_of
from .request_lines import target_of
from .responses import MockCall, ResponseMaker, quality, state_wanted
from .routing import Route, find_route, routes_of, server_path
from .schema_judge import SchemaJudge, tags_of
from .text_values import Texts, json_or_text
from .tokens import TokenEndpoints


class MockServer:
    """Responds to requests as a document says: checks them, and returns its examples or made values."""

    def __init__(
        self,
        api: Api,
        document: Document,
        config: ClientConfig,
        disturbances: Disturbances | None = None,
    ) -> None:
        client = planned(api, config, PastClient())
        texts = Texts(client.symbols)
        self._routes = routes_of(
            client.api, (plan for resource in client.resources for plan in resource.operations)
        )
        self._checker = Checker(api, texts, SchemaJudge(document, texts, tags_of(api.types)))
        self._maker = ResponseMaker(Suite.of(client), document)
        self._tokens = TokenEndpoints(api)
        self._disturbances = disturbances or Disturbances()
        self._secrets = {
            scheme.authentication.name.raw
            for scheme in api.security_schemes
            if isinstance(scheme.authentication, ApiKeyAuth)
        }
        self.base_path = server_path(api.servers[0]) if api.servers else ""
        """The path of the document's first server."""
        self.operation_count = len(self._routes)
        """How many operations are served."""

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Return the response to a request; a fault that is injected, a problem if the request is not as the document says."""
        token = self._tokens.response(request)
        if token is not None:
            return token
        try:
            match = find_route(self._routes, request)
            plan = _plan_of(match.route, request)
            fault = self._disturbances.fault()
            if fault is not None:
                return self._faulty(plan, fault, request)
            wanted = preferences_of(request)
            given = self._checker.given(plan.operation, match, request)
            waits = [each.operation.wait for each in match.route.plans]
            call = MockCall(
                plan=plan,
                wait=state_wanted([wait for wait in waits if wait is not None], wanted),
                request=request,
                given=given,
            )
            return self._maker.response(call, wanted)
        except Refused as refused:
            return refused.response()

    def _faulty(self, plan: OperationPlan, fault: int, request: HttpRequest) -> HttpResponse:
        """Return the error of an injected fault, as the document describes it if it does; 0 ends the connection."""
        remark = "an injected fault"
        if fault == 0:
            return HttpResponse(status=0, dropped=True, remark=remark)
        declared = self._maker.declared(plan, fault, request)
        return replace(declared or problem(fault, remark), remark=remark)

    def target(self, request: HttpRequest) -> str:
        """Return what a request is for, as it can be shown: without credentials in the query."""
        return target_of(request, self._secrets)

    def delay(self) -> float:
        """Return how many seconds the next response is held back."""
        return self._disturbances.delay()


def _plan_of(route: Route, request: HttpRequest) -> OperationPlan:
    """Return the operation of a route, or the stream of it where the request asks for that."""
    usual, *others = route.plans
    streams = [plan for plan in others if plan.operation.stream_of is not None]
    for stream in streams:
        if stream.operation.fixed:
            if _says(stream.operation, request):
                return stream
        elif _acceptance(stream, request) > _acceptance(usual, request):
            return stream
    return usual


def _says(operation: Operation, request: HttpRequest) -> bool:
    """Return whether a request has what is fixed for an operation: what switches to its stream."""
    body = json_or_text(request.content.decode("utf-8", "replace"))
    query = dict(request.query_pairs())
    for fixed in operation.fixed:
        source = body if fixed.in_body else query
        value = source.get(fixed.name.raw) if isinstance(source, dict) else None
        if fixed.value is None or (isinstance(value, str) and not fixed.in_body):
            value = None if value is None else json_or_text(value)
        if value != (None if fixed.value is None else fixed.value.raw):
            return False
    return True


def _acceptance(plan: OperationPlan, request: HttpRequest) -> float:
    contents = (content for success in plan.successes for content in success.contents)
    return max((quality(content, request) for content in contents), default=0.0)

"""What documentation shows of the fake API: a response to a call, and the request that the call makes."""

from __future__ import annotations

from ..client.operation_plan import OperationPlan
from ..code.encoders import literal
from ..code.test_nodes import PyResponse
from ..examples.calls import SampleCall, SampleExchange, Suite
from ..examples.values import Sampler
from ..naming.printable import PythonCode
from .expected_requests import expected_target, fake_response, response_code, success_of
from .stream_samples import stream_sample


def sample_exchange(suite: Suite, plan: OperationPlan, call: SampleCall) -> SampleExchange:
    """Return the request of a call, and the smallest response to it."""
    return SampleExchange(
        method=plan.operation.method,
        target=expected_target(suite, plan, call),
        response=_written(_response(suite, plan)),
    )


def _response(suite: Suite, plan: OperationPlan) -> PyResponse:
    status, content = success_of(plan)
    if plan.is_stream:
        stream = stream_sample(suite, plan)
        headers = literal({"content-type": stream.media_type})
        return fake_response(status, pieces=literal(stream.content), headers=headers)
    sample = None
    if content is not None:
        sampler = Sampler(suite.types, reading=True)
        sample = sampler.sample(content.type, "response", complete=False)
    return response_code(status, content, sample)


def _written(response: PyResponse) -> PythonCode:
    parts = [response.status, *([response.body] if response.body else [])]
    parts += [PythonCode.of("{}={}", each.name, each.value) for each in response.options]
    return PythonCode.of("FakeResponse({})", PythonCode.joined(", ", parts))

"""Which files of the runtime a client needs, and which of their names it hands on."""

from __future__ import annotations

AWS_RUNTIME = "aws.py"
RUNTIME = (
    "__init__.py auth.py call.py client.py decoding.py encoding.py enums.py environment.py errors.py failures.py "
    "files.py fitting.py headers.py http.py lazy.py models.py multipart.py operation.py options.py pages.py parameters.py raw.py resource.py retry.py "
    "transport.py unions.py unset.py"
).split()
PUBLIC = {
    "Hooks": "._runtime.options",
    "RequestOptions": "._runtime.options",
    "AsyncPage": "._runtime.pages",
    "AsyncPages": "._runtime.pages",
    "Page": "._runtime.pages",
    "File": "._runtime.files",
    "RawResponse": "._runtime.raw",
    "raw_response": "._runtime.raw",
    "UNSET": "._runtime.unset",
    "Unset": "._runtime.unset",
}

"""The service models of an installed botocore to OpenAPI documents."""

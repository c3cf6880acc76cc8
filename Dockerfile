# specloom for CI: docker build -t specloom . && docker run --rm -v "$PWD:/work" specloom check
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY generator generator
COPY templates templates
COPY docs/diagnostics.md docs/diagnostics.md
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.12-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels specloom \
    && useradd --create-home specloom
USER specloom
WORKDIR /work
ENTRYPOINT ["specloom"]
CMD ["--help"]
